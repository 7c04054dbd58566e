import type { SimulateCustomPolicyRequest, SimulatePolicyResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import type { Identity } from '../identity.ts';
import { simulate } from '../simulation.ts';

/** Says what policies would decide that need not hang on anybody. */
export function simulateCustomPolicy(
  { clock }: Identity,
  tokens: PageTokens,
): Operation<SimulateCustomPolicyRequest, SimulatePolicyResponse> {
  return async (input, context) =>
    simulate(
      {
        identity: input.PolicyInputList,
        boundary: input.PermissionsBoundaryPolicyInputList,
        tags: [],
        subjectArn: input.CallerArn ?? context.principal.arn,
        operation: 'SimulateCustomPolicy',
      },
      input,
      { context, tokens, nowMs: clock.nowMs() },
    );
}
