import type { Credentials } from '../../api/generated/sts-types.ts';
import type { RoleCredentials } from '../../api/identity.ts';
import { epochSeconds } from '../../base/clock.ts';

export function credentialsShape(credentials: RoleCredentials): Credentials {
  return {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    Expiration: epochSeconds(credentials.expiresAtMs),
  };
}
