import type { SimulatePolicyResponse, SimulatePrincipalPolicyRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import { parseArn } from '../../../base/arn.ts';
import { type PolicyTexts, textsOfRole, textsOfUser } from '../access/policy-texts.ts';
import { invalidInput, noSuchEntity } from '../iam-errors.ts';
import type { Identity } from '../identity.ts';
import { simulate } from '../simulation.ts';

/** Says what a user's or role's policies would decide, together with what the request adds to them. */
export function simulatePrincipalPolicy(
  identity: Identity,
  tokens: PageTokens,
): Operation<SimulatePrincipalPolicyRequest, SimulatePolicyResponse> {
  return async (input, context) => {
    const texts = await textsOf(identity, input.PolicySourceArn, context.account);
    const boundary = input.PermissionsBoundaryPolicyInputList ?? texts.boundary;
    return simulate(
      {
        identity: [...texts.identity, ...(input.PolicyInputList ?? [])],
        boundary,
        tags: texts.tags,
        subjectArn: input.CallerArn ?? texts.arn,
        operation: 'SimulatePrincipalPolicy',
      },
      input,
      { context, tokens, nowMs: identity.clock.nowMs() },
    );
  };
}

async function textsOf({ store }: Identity, principalArn: string, account: string): Promise<PolicyTexts> {
  const arn = parseArn(principalArn);
  const [kind = '', ...names] = arn?.resource.split('/') ?? [];
  const read = arn?.service === 'iam' ? { role: textsOfRole, user: textsOfUser }[kind] : undefined;
  if (!read) throw invalidInput(`Invalid Entity Arn: ${principalArn}`);
  const found = arn?.account === account ? await read(store, account, names.at(-1) ?? '') : undefined;
  if (!found) throw noSuchEntity(`Entity ${principalArn} cannot be found.`);
  return found;
}
