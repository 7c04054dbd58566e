import type { Subject } from '../../../api/policies/access-request.ts';
import { OWN_USER } from '../../../api/policies/actions/iam-actions.ts';
import type { Tags } from '../../../api/policies/call-keys.ts';
import { parseArn } from '../../../base/arn.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { iamScope } from '../iam-names.ts';
import { groupTable, policyTable, roleTable, userTable } from '../identity-store.ts';

const TABLES = { user: userTable, role: roleTable, group: groupTable, policy: policyTable } as const;

type Kind = keyof typeof TABLES;

/** The ARN that a user, role or group of that name has, path included; the same again for what is not there. */
export async function realArn(store: SqlStore, resource: string, caller: Subject): Promise<string> {
  if (resource === OWN_USER) return caller.arn;
  return (await findByArn(store, resource))?.arn ?? resource;
}

/** The tags of a thing of IAM; undefined for another ARN. */
export async function iamTags(store: SqlStore, resourceArn: string): Promise<Tags | undefined> {
  if (parseArn(resourceArn)?.service !== 'iam') return undefined;
  const document = (await findByArn(store, resourceArn))?.document;
  return document && 'tags' in document ? document.tags : [];
}

async function findByArn(store: SqlStore, resource: string) {
  const arn = parseArn(resource);
  const [kind = '', ...names] = arn?.resource.split('/') ?? [];
  if (!arn || !isKind(kind)) return undefined;
  return TABLES[kind].find(store, iamScope(arn.account), names.at(-1) ?? '');
}

const isKind = (text: string): text is Kind => Object.hasOwn(TABLES, text);
