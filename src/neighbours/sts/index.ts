import type { StsOperations } from '../../api/generated/sts-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { Identity } from '../iam/index.ts';
import { assumeRole } from './operations/assume-role.ts';
import { getCallerIdentity } from './operations/get-caller-identity.ts';
import { getSessionToken } from './operations/get-session-token.ts';

export function stsHandlers(identity: Identity): Handlers<StsOperations> {
  return {
    AssumeRole: assumeRole(identity),
    GetCallerIdentity: getCallerIdentity(),
    GetSessionToken: getSessionToken(identity),
  };
}
