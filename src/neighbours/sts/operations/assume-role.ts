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
  trustsCaller,
} from '../../iam/index.ts';
import { credentialsShape } from '../sts-shapes.ts';

const DURATION_DEFAULT_SECONDS = 3600;

/** Keys that act as a role of the caller's account, if its trust policy names the caller or the account. */
export function assumeRole(identity: Identity): Operation<AssumeRoleRequest, AssumeRoleResponse> {
  return async (input, context) => {
    const named = parseRoleArn(input.RoleArn);
    if (!named) throw new ServiceError('ValidationError', `${input.RoleArn} is invalid`);
    const role =
      named.account === context.account
        ? await roleTable.find(identity.store, iamScope(context.account), named.name)
        : undefined;
    if (
      role?.arn !== input.RoleArn ||
      !trustsCaller(role.document.trustPolicy, context.account, context.principal.arn)
    ) {
      throw notAuthorised(context, input.RoleArn);
    }
    const seconds = input.DurationSeconds ?? DURATION_DEFAULT_SECONDS;
    if (seconds > role.document.sessionSecondsMax) {
      throw new ServiceError(
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      );
    }
    const principal = assumedRolePrincipal(context, role.name, input.RoleSessionName);
    const credentials = await identity.sessions.issue(principal, role.arn, seconds);
    return {
      Credentials: credentialsShape(credentials),
      AssumedRoleUser: { AssumedRoleId: principal.principalId, Arn: principal.arn },
    };
  };
}

function notAuthorised({ principal }: OperationContext, roleArn: string): ServiceError {
  return accessDenied(`User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`);
}
