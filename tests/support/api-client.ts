import { createHash, createHmac } from 'node:crypto';
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { type ServiceName, serviceModel } from '../../src/api/model.ts';
import { REGION } from './callers.ts';
import type { Call } from './signed-request.ts';
import type { WholeServer } from './whole-server.ts';
import { encodeCall, escapeUri, type Members } from './wire-encoding.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The parsed document of a JSON answer; undefined for others. */
  readonly json: unknown;
  /** Of an error, in any protocol; undefined for an answer that is none. */
  readonly code: string | undefined;
  readonly message: string;
}

/** Signed calls to a server, to any operation of any service, with inputs that no SDK would let through. */
export class ApiClient {
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });
  readonly #server: Pick<WholeServer, 'url' | 'credential'>;
  readonly #region: string;

  constructor(server: Pick<WholeServer, 'url' | 'credential'>, region = REGION) {
    this.#server = server;
    this.#region = region;
    this.#url = new URL(server.url);
  }

  /** An operation by its model. */
  call(service: ServiceName, operationName: string, input: Members): Promise<ApiAnswer> {
    const model = serviceModel(service);
    const operation = model.operations[operationName];
    if (!operation) throw new Error(`${service} has no operation ${operationName}`);
    return this.send(encodeCall(model, operation, input));
  }

  /** As `call`, and throws for an error. Gives the parsed document. */
  async ask(service: ServiceName, operationName: string, input: Members): Promise<Members> {
    const answer = await this.call(service, operationName, input);
    if (answer.code !== undefined) throw new Error(`${operationName}: ${answer.code}: ${answer.message}`);
    return answer.json as Members;
  }

  /** Any signed request. */
  send(call: Call): Promise<ApiAnswer> {
    const { hostname, port } = this.#url;
    const body = call.body ?? '';
    const method = call.method ?? 'POST';
    const path = pathOf(call);
    const headers = this.#sign(call, method, path, body);
    return new Promise((resolve, reject) => {
      const request = httpRequest({ hostname, port, path, method, headers, agent: this.#agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve(answerOf(response.statusCode ?? 0, response.headers, Buffer.concat(chunks))));
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  /** The bytes that `send` puts on the wire. */
  bytesOf(call: Call): Buffer {
    const body = call.body ?? '';
    const method = call.method ?? 'POST';
    const path = pathOf(call);
    const headers = Object.entries(this.#sign(call, method, path, body)).map(([name, text]) => `${name}: ${text}\r\n`);
    const head = `${method} ${path} HTTP/1.1\r\n${headers.join('')}\r\n`;
    return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]);
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Signature version 4 in a few lines, because thousands of calls are signed; other tests use the SDK's signer. */
  #sign(call: Call, method: string, path: string, body: string | Buffer): Record<string, string> {
    const { accessKeyId, secretAccessKey, sessionToken } = this.#server.credential;
    const service = call.service ?? 'sagemaker';
    const [rawPath = '', query = ''] = path.split('?');
    const timestamp = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
    const hash = createHash('sha256').update(body).digest('hex');
    const length = Buffer.byteLength(body);
    const headers: Record<string, string> = {
      ...{ host: this.#url.host, 'x-amz-date': timestamp },
      ...(length > 0 ? { 'content-length': String(length) } : {}),
      ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
      ...(service === 's3' ? { 'x-amz-content-sha256': hash } : {}),
      ...call.headers,
    };
    const names = Object.keys(headers).sort();
    const canonical = [
      ...[method, service === 's3' ? rawPath : rawPath.split('/').map(escapeUri).join('/')],
      ...[query.split('&').filter(Boolean).sort().join('&')],
      ...names.map((name) => `${name}:${headers[name]?.trim().replaceAll(/ +/g, ' ')}`),
      ...['', names.join(';'), headers['x-amz-content-sha256'] ?? hash],
    ].join('\n');
    const scope = [timestamp.slice(0, 8), this.#region, service, 'aws4_request'];
    const key = scope.reduce((secret: string | Buffer, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
    const text = ['AWS4-HMAC-SHA256', timestamp, scope.join('/'), createHash('sha256').update(canonical).digest('hex')];
    const signature = hmac(key, text.join('\n')).toString('hex');
    const claim = `Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
    return { ...headers, authorization: `AWS4-HMAC-SHA256 ${claim}` };
  }
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

function pathOf({ path = '/', query = {} }: Call): string {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => `${escapeUri(name)}=${escapeUri(value)}`),
  );
  return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
}

function answerOf(status: number, headers: IncomingHttpHeaders, body: Buffer): ApiAnswer {
  const type = headers['content-type'] ?? '';
  const text = body.toString();
  const json = type.includes('json') && text ? (JSON.parse(text) as Members) : undefined;
  const answer = { status, headers, body, json };
  if (status < 400) return { ...answer, code: undefined, message: '' };
  if (json) {
    const code = json['__type'] ?? headers['x-amzn-errortype'];
    return { ...answer, code: String(code), message: String(json['message'] ?? json['Message']) };
  }
  const element = (name: string) => unescapeXml(new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '');
  return { ...answer, code: element('Code') || String(status), message: element('Message') };
}

function unescapeXml(text: string): string {
  const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(#x[0-9A-F]+|\w+);/gi, (_all, name: string) =>
    name.startsWith('#x') ? String.fromCodePoint(Number.parseInt(name.slice(2), 16)) : (names[name] ?? ''),
  );
}
