import type { AssumeRoleRequest, AssumeRoleResponse } from '../../../api/generated/sts-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import { ServiceError } from '../../../base/errors.ts';
import {
  accessDenied,
  assumedRolePrincipal,
  type Identity,
  iamScope,
  parseRoleArn,
  roleTable,
  sessionLimits,
} from '../../iam/index.ts';
import { credentialsShape } from '../sts-shapes.ts';

const DURATION_DEFAULT_SECONDS = 3600;

/** The longest session that one role may start of another (STS API reference, "role chaining"). */
const CHAINED_SECONDS_MAX = 3600;

/**
 * Keys that act as a role, of the caller's account or another's, if its trust policy names the caller. Whoever it names by
 * its account needs leave of that account's policies as well.
 */
export function assumeRole(identity: Identity): Operation<AssumeRoleRequest, AssumeRoleResponse> {
  return async (input, context) => {
    const named = parseRoleArn(input.RoleArn);
    if (!named) throw new ServiceError('ValidationError', `${input.RoleArn} is invalid`);
    const role = await roleTable.find(identity.store, iamScope(named.account), named.name);
    if (role?.arn !== input.RoleArn) throw notAuthorised(context, input.RoleArn);
    const question = { action: 'sts:AssumeRole', resource: role.arn, context, input: { ...input } };
    if (await identity.authoriser.refusalToAssume(question, role.document.trustPolicy)) {
      throw notAuthorised(context, role.arn);
    }
    const seconds = input.DurationSeconds ?? DURATION_DEFAULT_SECONDS;
    checkDuration(seconds, role.document.sessionSecondsMax, context);
    const session = await sessionLimits(identity, named.account, input);
    const principal = assumedRolePrincipal(
      { ...context, account: named.account },
      role.name,
      input.RoleSessionName,
      session,
    );
    const credentials = await identity.sessions.issue(principal, role.arn, seconds);
    return {
      Credentials: credentialsShape(credentials),
      AssumedRoleUser: { AssumedRoleId: principal.principalId, Arn: principal.arn },
    };
  };
}

function checkDuration(seconds: number, secondsMax: number, { principal }: OperationContext): void {
  if (seconds > secondsMax) {
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  if (principal.kind === 'assumed-role' && seconds > CHAINED_SECONDS_MAX) {
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
}

function notAuthorised({ principal }: OperationContext, roleArn: string): ServiceError {
  return accessDenied(`User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`);
}
