import { type ServiceName, serviceModel } from '../../api/model.ts';
import { partitionOf } from '../../base/arn.ts';
import { ConfigError } from '../../config/config-error.ts';
import { readCredentials, type StoredCredentials } from '../../config/credentials-file.ts';
import { defaultDataDir } from '../../config/directories.ts';
import { readSettings } from '../../config/read-settings.ts';
import { parseXml, readXml, type XmlElement } from '../../gateway/xml-reader.ts';
import { signedHeaders } from '../env/signed-headers.ts';
import { type CommonOptions, settingSources } from '../setting-options.ts';

const ANSWER_TIMEOUT_MS = 30_000;

/** The role by which the management account gets into others. */
const ACCESS_ROLE = 'OrganizationAccountAccessRole';

export interface IdentityOptions extends CommonOptions {
  /** Number of another account to do it in. */
  readonly account?: string;
  readonly json?: boolean;
}

interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** An answer of the server that is an error. */
export class ApiError extends ConfigError {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Calls the API of the running server as its administrator, as any client could. */
export class ServerClient {
  readonly account: string;
  readonly partition: string;
  readonly #endpoint: string;
  readonly #region: string;
  readonly #key: Key;

  constructor(endpoint: string, region: string, account: string, key: Key) {
    this.#endpoint = endpoint;
    this.#region = region;
    this.#key = key;
    this.account = account;
    this.partition = partitionOf(region);
  }

  /** An operation of IAM or STS. Lists are given as `Tags.member.1.Key`. */
  async query<Output>(
    service: 'iam' | 'sts',
    operation: string,
    input: Readonly<Record<string, string>>,
  ): Promise<Output> {
    const model = serviceModel(service);
    const form = { Action: operation, Version: model.service.apiVersion, ...input };
    const body = new URLSearchParams(form).toString();
    const { ok, text } = await this.#post(service, body, { 'content-type': 'application/x-www-form-urlencoded' });
    const root = parseXml(text);
    if (!ok) throw new ApiError(textIn(root, 'Code'), textIn(root, 'Message'));
    const shape = model.operations[operation]?.output?.shape;
    const result = elementIn(root, `${operation}Result`);
    return (shape && result ? readXml(model, shape, result) : {}) as Output;
  }

  /** An operation of a service that speaks JSON. */
  async json<Output>(service: ServiceName, operation: string, input: object): Promise<Output> {
    const { targetPrefix, jsonVersion } = serviceModel(service).service;
    const { ok, text } = await this.#post(service, JSON.stringify(input), {
      'content-type': `application/x-amz-json-${jsonVersion}`,
      'x-amz-target': `${targetPrefix}.${operation}`,
    });
    // An operation without output answers nothing at all.
    const answer = (text === '' ? {} : JSON.parse(text)) as Record<string, string>;
    if (!ok) throw new ApiError(answer['__type'] ?? 'Unknown', answer['message'] ?? answer['Message'] ?? text);
    return answer as Output;
  }

  /** A client in another account of the server. */
  async inAccount(account: string): Promise<ServerClient> {
    if (account === this.account) return this;
    const { Credentials: keys } = await this.query<{ Credentials: Record<string, string> }>('sts', 'AssumeRole', {
      RoleArn: `arn:${this.partition}:iam::${account}:role/${ACCESS_ROLE}`,
      RoleSessionName: 'sagebrush',
    });
    return new ServerClient(this.#endpoint, this.#region, account, {
      accessKeyId: keys['AccessKeyId'] ?? '',
      secretAccessKey: keys['SecretAccessKey'] ?? '',
      sessionToken: keys['SessionToken'] ?? '',
    });
  }

  async #post(service: string, body: string, headers: Record<string, string>): Promise<{ ok: boolean; text: string }> {
    const { sessionToken } = this.#key;
    const more = { ...headers, ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }) };
    const host = new URL(this.#endpoint).host;
    const signed = signedHeaders({ key: this.#key, region: this.#region, service, host, body, more });
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const response = await fetch(this.#endpoint, { method: 'POST', headers: signed, body, signal }).catch((cause) => {
      throw new ConfigError(`The server at ${this.#endpoint} does not answer. Start it with 'sagebrush serve'.`, {
        cause,
      });
    });
    return { ok: response.ok, text: await response.text() };
  }
}

/** A client of the server that last ran on the data directory, in the account that the options name. */
export async function clientFor({ account, json, ...common }: IdentityOptions): Promise<ServerClient> {
  const client = administratorOf(common);
  return account === undefined ? client : client.inAccount(account);
}

function administratorOf(options: CommonOptions): ServerClient {
  const sources = settingSources(options);
  const dataDir = readSettings(sources).dataDir ?? defaultDataDir(sources.environment);
  const stored: StoredCredentials | undefined = readCredentials(dataDir);
  if (stored?.endpoint === undefined) {
    throw new ConfigError(
      `No server has run on ${dataDir} yet. Start one with 'sagebrush serve', or name its --data-dir.`,
    );
  }
  return new ServerClient(stored.endpoint, stored.region, stored.accountId, stored);
}

function elementIn(element: XmlElement, name: string): XmlElement | undefined {
  if (element.name === name) return element;
  for (const child of element.children) {
    const found = elementIn(child, name);
    if (found) return found;
  }
  return undefined;
}

const textIn = (element: XmlElement, name: string) => elementIn(element, name)?.text ?? '';
