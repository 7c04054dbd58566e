import type { RoleAuthority } from '../api/identity.ts';
import type { Scope } from '../base/arn.ts';

/** The variables that tell AWS clients inside a host where they are. All that an isolated host gets. */
export function regionEnvironment({ region }: Scope): Record<string, string> {
  return { AWS_REGION: region, AWS_DEFAULT_REGION: region };
}

/**
 * How a host reaches AWS services, which are us: region, endpoint, and keys of the role where it has one. It holds
 * secrets: hand it on, do not keep it.
 */
export async function accessEnvironment(
  { roles, endpoint }: { readonly roles: RoleAuthority; readonly endpoint: () => string },
  scope: Scope,
  roleArn: string | undefined,
  durationSeconds: number,
): Promise<Record<string, string>> {
  const url = endpoint();
  const common = { ...regionEnvironment(scope), AWS_ENDPOINT_URL: url, S3_ENDPOINT_URL: url };
  if (roleArn === undefined) return common;
  const { account, region } = scope;
  const keys = await roles.issueCredentials(roleArn, 'SageMaker', { account, region }, durationSeconds);
  return {
    ...common,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
  };
}
