import type {
  EvaluationResult,
  SimulatePolicyResponse,
  SimulatePrincipalPolicyRequest,
} from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { parseArn } from '../../../base/arn.ts';
import { ServiceError } from '../../../base/errors.ts';
import { noSuchEntity } from '../iam-errors.ts';
import { iamScope } from '../iam-names.ts';
import type { Identity } from '../identity.ts';
import { roleTable, userTable } from '../identity-store.ts';

/**
 * Says what this server would decide today: principals of an account may do everything with that account's resources
 * and nothing with those of another. Policies are not evaluated.
 */
export function simulatePrincipalPolicy(
  identity: Identity,
): Operation<SimulatePrincipalPolicyRequest, SimulatePolicyResponse> {
  return async (input, context) => {
    await checkPrincipal(identity, input.PolicySourceArn, context.account);
    const resources = input.ResourceArns?.length ? input.ResourceArns : ['*'];
    const results = input.ActionNames.flatMap((action) =>
      resources.map((resource) => evaluate(action, resource, context.account)),
    );
    return { EvaluationResults: results, IsTruncated: false };
  };
}

function evaluate(action: string, resource: string, account: string): EvaluationResult {
  const owner = parseArn(resource)?.account ?? '';
  const allowed = owner === '' || owner === account;
  return { EvalActionName: action, EvalResourceName: resource, EvalDecision: allowed ? 'allowed' : 'implicitDeny' };
}

async function checkPrincipal({ store }: Identity, principalArn: string, account: string): Promise<void> {
  const arn = parseArn(principalArn);
  if (arn?.service !== 'iam') throw new ServiceError('InvalidInput', `Invalid Entity Arn: ${principalArn}`, 400);
  const table = arn.resource.startsWith('role/') ? roleTable : userTable;
  const name = arn.resource.slice(arn.resource.lastIndexOf('/') + 1);
  const found = arn.account === account && (await table.find(store, iamScope(account), name));
  if (!found) throw noSuchEntity(`Entity ${principalArn} cannot be found.`);
}
