import type { Operation } from '../../../api/operation.ts';
import { managedPolicyText } from '../access/managed-policies.ts';
import { noSuchEntity } from '../iam-errors.ts';
import type { Identity } from '../identity.ts';
import type { HolderDocument } from '../identity-store.ts';
import { changeHolder, type HolderKind } from './holder-kinds.ts';

type Bounded = HolderDocument & { readonly boundaryArn?: string | undefined };
type Named<Member extends string> = Readonly<Record<Member, string>>;
type Nothing = Record<never, never>;

/** Refuses a boundary that is no policy. Throws NoSuchEntity. */
export async function checkBoundary({ store }: Identity, account: string, policyArn: string): Promise<void> {
  if ((await managedPolicyText(store, account, policyArn)) !== undefined) return;
  throw noSuchEntity(`Scope ARN: ${policyArn} does not exist or is not attachable.`);
}

/** PutUserPermissionsBoundary, PutRolePermissionsBoundary. */
export function putBoundary<Member extends string, Document extends Bounded>(
  identity: Identity,
  kind: HolderKind<Member, Document>,
): Operation<Named<Member> & { readonly PermissionsBoundary: string }, Nothing> {
  return async (input, context) => {
    await checkBoundary(identity, context.account, input.PermissionsBoundary);
    await changeHolder(identity, kind, context, input[kind.member], (document) => ({
      ...document,
      boundaryArn: input.PermissionsBoundary,
    }));
    return {};
  };
}

/** DeleteUserPermissionsBoundary, DeleteRolePermissionsBoundary. */
export function deleteBoundary<Member extends string, Document extends Bounded>(
  identity: Identity,
  kind: HolderKind<Member, Document>,
): Operation<Named<Member>, Nothing> {
  return async (input, context) => {
    await changeHolder(identity, kind, context, input[kind.member], (document) => ({
      ...document,
      boundaryArn: undefined,
    }));
    return {};
  };
}
