import { userInfo } from 'node:os';
import { formatArn, partitionOf } from '../../base/arn.ts';
import type { StoredCredentials } from '../../config/credentials-file.ts';
import { signedHeaders } from './signed-headers.ts';

export interface SessionKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const EXECUTION_ROLE = 'SagebrushExecutionRole';
/** Twelve hours: a working day, and the longest that STS allows. */
const DURATION_SECONDS = 43_200;
const ANSWER_TIMEOUT_MS = 5000;

/**
 * Keys that act as the account's execution role, as in a SageMaker notebook: clients ask STS who they are, and take the
 * role of jobs from the answer. Rejects when the server does not answer.
 */
export async function assumeExecutionRole(stored: StoredCredentials, endpoint: string): Promise<SessionKeys> {
  const { accountId: account, region } = stored;
  const resource = `role/${EXECUTION_ROLE}`;
  const body = new URLSearchParams({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: formatArn({ partition: partitionOf(region), service: 'iam', region: '', account, resource }),
    RoleSessionName: sessionName(),
    DurationSeconds: String(DURATION_SECONDS),
  }).toString();
  const headers = signedHeaders({ key: stored, region, service: 'sts', host: new URL(endpoint).host, body });
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body,
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  const text = await answer.text();
  const [accessKeyId, secretAccessKey, sessionToken] = ['AccessKeyId', 'SecretAccessKey', 'SessionToken'].map(
    (name) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1],
  );
  if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) {
    throw new Error(/<Message>([^<]+)<\/Message>/.exec(text)?.[1] ?? `it answered ${answer.status}`);
  }
  return { accessKeyId, secretAccessKey, sessionToken };
}

/** The user of this machine, in the characters that STS allows. */
function sessionName(): string {
  const name = userInfo()
    .username.replaceAll(/[^\w+=,.@-]/g, '-')
    .slice(0, 64);
  return name.length < 2 ? `${name}-shell` : name;
}
