import type { Kysely } from 'kysely';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';

export type AccountRow = {
  /** Twelve digits. */
  account: string;
  name: string;
  email: string;
  status: 'ACTIVE' | 'SUSPENDED';
  creation_ms: number;
  /** The id of the request that made it. */
  request_id: string;
};

type AccountTables = { accounts: AccountRow };

const tables = (db: Kysely<unknown>) => db.withTables<AccountTables>();

export function findAccount(db: Kysely<unknown>, account: string): Promise<AccountRow | undefined> {
  return tables(db).selectFrom('accounts').selectAll().where('account', '=', account).executeTakeFirst();
}

export function findRequest(db: Kysely<unknown>, requestId: string): Promise<AccountRow | undefined> {
  return tables(db).selectFrom('accounts').selectAll().where('request_id', '=', requestId).executeTakeFirst();
}

/** Accounts in the order in which they were made, after this one. */
export async function listAccounts(
  db: Kysely<unknown>,
  limit: number,
  after: readonly (string | number)[],
): Promise<AccountRow[]> {
  const [creationMs = 0, account = ''] = after;
  return tables(db)
    .selectFrom('accounts')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('creation_ms', '>', Number(creationMs)),
        eb.and([eb('creation_ms', '=', Number(creationMs)), eb('account', '>', String(account))]),
      ]),
    )
    .orderBy('creation_ms')
    .orderBy('account')
    .limit(limit)
    .execute();
}

/** False when there is an account of this number already. */
export async function insertAccount(tx: SqlTransaction, row: AccountRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tables(tx.db)
    .insertInto('accounts')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

export async function countAccounts(tx: SqlTransaction): Promise<number> {
  const row = await tables(tx.db)
    .selectFrom('accounts')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return Number(row.total);
}

export async function hasEmail(tx: SqlTransaction, email: string): Promise<boolean> {
  const row = await tables(tx.db)
    .selectFrom('accounts')
    .select('account')
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst();
  return row !== undefined;
}

export async function suspendAccount(tx: SqlTransaction, account: string): Promise<void> {
  await tables(tx.db).updateTable('accounts').set({ status: 'SUSPENDED' }).where('account', '=', account).execute();
}
