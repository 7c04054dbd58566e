import type { Kysely } from 'kysely';
import type { Tag } from '../../api/generated/iam-types.ts';
import type { Principal } from '../../api/operation.ts';
import { RecordTable, type ResourceRecord } from '../../store/sql/record-table.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';

/** Whoever policies hang on: a user, a role or a group. */
export interface HolderDocument {
  readonly path: string;
  readonly attachedPolicyArns: readonly string[];
  /** JSON texts as they came, by the policy's name. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
}

export interface UserDocument extends HolderDocument {
  readonly userId: string;
  readonly tags: readonly Tag[];
  /** Names of the groups that the user is in; absent in rows from before there were groups. */
  readonly groups?: readonly string[];
  readonly boundaryArn?: string | undefined;
}

export interface RoleDocument extends HolderDocument {
  readonly roleId: string;
  readonly description?: string | undefined;
  readonly trustPolicy: string;
  readonly sessionSecondsMax: number;
  readonly tags: readonly Tag[];
  readonly boundaryArn?: string | undefined;
}

export interface GroupDocument extends HolderDocument {
  readonly groupId: string;
}

/** A managed policy of an account. */
export interface PolicyDocument {
  readonly policyId: string;
  readonly path: string;
  readonly description?: string | undefined;
  readonly defaultVersionId: string;
  /** Oldest first. */
  readonly versions: readonly PolicyVersionDocument[];
  readonly versionsMade: number;
  readonly tags: readonly Tag[];
}

export interface PolicyVersionDocument {
  readonly versionId: string;
  readonly document: string;
  readonly creationMs: number;
}

export type UserRecord = ResourceRecord<UserDocument>;
export type RoleRecord = ResourceRecord<RoleDocument>;
export type GroupRecord = ResourceRecord<GroupDocument>;
export type PolicyRecord = ResourceRecord<PolicyDocument>;

export const userTable = new RecordTable<UserDocument>('iam_users');
export const roleTable = new RecordTable<RoleDocument>('iam_roles');
export const groupTable = new RecordTable<GroupDocument>('iam_groups');
export const policyTable = new RecordTable<PolicyDocument>('iam_policies');

export type AccessKeyRow = {
  access_key_id: string;
  account: string;
  /** The user's name in lower case. */
  user_key: string;
  /** In the clear: a signature can only be verified by who knows the secret itself. */
  secret: string;
  status: 'Active' | 'Inactive';
  creation_ms: number;
};

export type SessionRow = {
  access_key_id: string;
  account: string;
  secret: string;
  token: string;
  expires_ms: number;
  /** The role or user whose end ends the session. */
  owner_arn: string;
  /** The Principal as JSON. */
  principal: string;
};

type IdentityTables = {
  iam_access_keys: AccessKeyRow;
  sts_sessions: SessionRow;
  /** Of neighbours/organizations; read here because a closed account's keys are refused. */
  accounts: { account: string; status: string };
};

const tables = (db: Kysely<unknown>) => db.withTables<IdentityTables>();

export async function findAccessKey(db: Kysely<unknown>, accessKeyId: string): Promise<AccessKeyRow | undefined> {
  return tables(db)
    .selectFrom('iam_access_keys')
    .selectAll()
    .where('access_key_id', '=', accessKeyId)
    .executeTakeFirst();
}

/** A user's keys, oldest first. */
export async function accessKeysOf(db: Kysely<unknown>, account: string, userName: string): Promise<AccessKeyRow[]> {
  return tables(db)
    .selectFrom('iam_access_keys')
    .selectAll()
    .where('account', '=', account)
    .where('user_key', '=', userName.toLowerCase())
    .orderBy('creation_ms')
    .orderBy('access_key_id')
    .execute();
}

/** Writes the key; one of the same id is replaced. */
export async function putAccessKey(tx: SqlTransaction, row: AccessKeyRow): Promise<void> {
  await tables(tx.db)
    .insertInto('iam_access_keys')
    .values(row)
    .onConflict((conflict) => conflict.column('access_key_id').doUpdateSet({ secret: row.secret, status: row.status }))
    .execute();
}

export async function deleteAccessKey(tx: SqlTransaction, accessKeyId: string): Promise<void> {
  await tables(tx.db).deleteFrom('iam_access_keys').where('access_key_id', '=', accessKeyId).execute();
}

export async function findSession(db: Kysely<unknown>, accessKeyId: string): Promise<SessionRow | undefined> {
  return tables(db).selectFrom('sts_sessions').selectAll().where('access_key_id', '=', accessKeyId).executeTakeFirst();
}

export async function isSuspended(db: Kysely<unknown>, account: string): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('accounts')
    .select('status')
    .where('account', '=', account)
    .executeTakeFirst();
  return row?.status === 'SUSPENDED';
}

export async function insertSession(tx: SqlTransaction, row: SessionRow): Promise<void> {
  await tables(tx.db).insertInto('sts_sessions').values(row).execute();
}

export async function deleteSessionsOf(tx: SqlTransaction, ownerArn: string): Promise<void> {
  await tables(tx.db).deleteFrom('sts_sessions').where('owner_arn', '=', ownerArn).execute();
}

export async function deleteSessionsExpiredBefore(tx: SqlTransaction, timeMs: number): Promise<void> {
  await tables(tx.db).deleteFrom('sts_sessions').where('expires_ms', '<', timeMs).execute();
}

export const principalOf = (row: SessionRow): Principal => JSON.parse(row.principal) as Principal;
