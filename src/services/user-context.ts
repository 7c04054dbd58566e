import type { UserContext } from '../api/generated/sagemaker-types.ts';
import type { OperationContext } from '../api/operation.ts';

/** Who makes a call, as CreatedBy and LastModifiedBy tell it. */
export function userContext({ principal }: OperationContext): UserContext {
  return { IamIdentity: { Arn: principal.arn, PrincipalId: principal.principalId } };
}
