import type { Scope } from '../../base/arn.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { configArn, noSuchConfig } from './endpoint-names.ts';
import { type ConfigRecord, configTable } from './endpoints-store.ts';

/** The config of this name. Throws ValidationException. */
export async function findConfig(store: SqlStore, scope: Scope, name: string): Promise<ConfigRecord> {
  const config = await configTable.find(store, scope, name);
  if (!config) throw noSuchConfig(configArn(scope, name));
  return config;
}
