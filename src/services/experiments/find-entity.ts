import type { Scope } from '../../base/arn.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';
import { arnOf, ExperimentKind, noSuch } from './experiment-kinds.ts';
import {
  type ComponentRecord,
  componentTable,
  type ExperimentRecord,
  experimentTable,
  type TrialRecord,
  trialTable,
} from './experiments-store.ts';

interface Records {
  readonly experiment: ExperimentRecord;
  readonly 'experiment-trial': TrialRecord;
  readonly 'experiment-trial-component': ComponentRecord;
}

interface Finder<Found> {
  find(store: SqlStore, scope: Scope, name: string): Promise<Found | undefined>;
  findForUpdate(store: SqlStore, tx: SqlTransaction, scope: Scope, name: string): Promise<Found | undefined>;
}

const FINDERS: { readonly [Kind in ExperimentKind]: Finder<Records[Kind]> } = {
  [ExperimentKind.Experiment]: experimentTable,
  [ExperimentKind.Trial]: trialTable,
  [ExperimentKind.Component]: componentTable,
};

/** The thing of that name. Throws ResourceNotFound. */
export async function find<Kind extends ExperimentKind>(
  store: SqlStore,
  kind: Kind,
  scope: Scope,
  name: string,
): Promise<Records[Kind]> {
  const finder: Finder<Records[Kind]> = FINDERS[kind];
  return present(await finder.find(store, scope, name), kind, scope, name);
}

/** The same, locked against other writers until the transaction ends. Lock a trial before its component. */
export async function findForUpdate<Kind extends ExperimentKind>(
  store: SqlStore,
  tx: SqlTransaction,
  kind: Kind,
  scope: Scope,
  name: string,
): Promise<Records[Kind]> {
  const finder: Finder<Records[Kind]> = FINDERS[kind];
  return present(await finder.findForUpdate(store, tx, scope, name), kind, scope, name);
}

function present<Found>(found: Found | undefined, kind: ExperimentKind, scope: Scope, name: string): Found {
  if (!found) throw noSuch(kind, arnOf(kind, scope, name));
  return found;
}
