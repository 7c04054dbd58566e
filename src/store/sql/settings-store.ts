import type { SqlStore } from './sql-store.ts';

type SettingRow = { setting: string; value: string };
type SettingTables = { settings: SettingRow };

/**
 * A value that all nodes share and that survives restarts, such as the secret that signs NextTokens. The first caller's
 * value wins; everybody gets that one.
 */
export async function settleSetting(store: SqlStore, setting: string, propose: () => string): Promise<string> {
  const known = await readSetting(store, setting);
  if (known !== undefined) return known;
  await store.transaction((tx) =>
    tx.db
      .withTables<SettingTables>()
      .insertInto('settings')
      .values({ setting, value: propose() })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
  return (await readSetting(store, setting)) ?? '';
}

async function readSetting(store: SqlStore, setting: string): Promise<string | undefined> {
  const row = await store.reader
    .withTables<SettingTables>()
    .selectFrom('settings')
    .select('value')
    .where('setting', '=', setting)
    .executeTakeFirst();
  return row?.value;
}
