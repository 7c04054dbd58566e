import { HOST_CREDENTIALS_PATH, type RoleAuthority } from '../api/identity.ts';
import type { Scope } from '../base/arn.ts';

/** The variables that tell AWS clients inside a host where they are. All that an isolated host gets. */
export function regionEnvironment({ region }: Scope): Record<string, string> {
  return { AWS_REGION: region, AWS_DEFAULT_REGION: region };
}

/**
 * How a host reaches AWS services, which are us: region, endpoint, and where it gets keys of its role, if it has one, for
 * as long as the owner (a job, an endpoint) is at work. SDKs fetch them when they need some, and new ones before they end.
 * The token is a secret: hand it on, do not keep it.
 */
export function accessEnvironment(
  { roles, endpoint }: { readonly roles: RoleAuthority; readonly endpoint: () => string },
  scope: Scope,
  roleArn: string | undefined,
  ownerArn: string,
): Record<string, string> {
  const url = endpoint();
  const common = { ...regionEnvironment(scope), AWS_ENDPOINT_URL: url, S3_ENDPOINT_URL: url };
  if (roleArn === undefined) return common;
  const { account, region } = scope;
  return {
    ...common,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: credentialsUrl(url),
    AWS_CONTAINER_AUTHORIZATION_TOKEN: roles.hostToken({
      roleArn,
      sessionName: 'SageMaker',
      ownerArn,
      account,
      region,
    }),
  };
}

/** SDKs send their token over plain HTTP to a loopback address only. A server that listens elsewhere is there as well. */
function credentialsUrl(endpoint: string): string {
  const url = new URL(HOST_CREDENTIALS_PATH, endpoint);
  if (!isLoopback(url.hostname)) url.hostname = '127.0.0.1';
  return url.href;
}

const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || host.startsWith('127.');
