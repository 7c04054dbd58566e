import type { Kysely } from 'kysely';
import type { Scope } from '../../base/arn.ts';
import type { ExtraColumns, NoExtra, RecordTable, ResourceRecord } from './record-table.ts';
import type { SqlStore, SqlTransaction } from './sql-store.ts';

/** A record whose status is a state of a machine. */
export type StateRecord<Document, State extends string, Extra extends ExtraColumns = NoExtra> = ResourceRecord<
  Document,
  Extra
> & { readonly status: State };

/** The records of resources that have a life: the status is one of the machine's, and moves only as the machine allows. */
export class StateTable<Document, State extends string, Extra extends ExtraColumns = NoExtra> {
  /** For what looks at many. */
  readonly records: RecordTable<Document, Extra>;
  readonly #checkTransition: (from: State, to: State) => void;

  /** `checkTransition` throws for a move that the machine does not know. */
  constructor(records: RecordTable<Document, Extra>, checkTransition: (from: State, to: State) => void) {
    this.records = records;
    this.#checkTransition = checkTransition;
  }

  find(store: SqlStore, scope: Scope, name: string) {
    return narrowed<Document, State, Extra>(this.records.find(store, scope, name));
  }

  findByArn(db: Kysely<unknown>, arn: string) {
    return narrowed<Document, State, Extra>(this.records.findByArn(db, arn));
  }

  findForUpdate(store: SqlStore, tx: SqlTransaction, scope: Scope, name: string) {
    return narrowed<Document, State, Extra>(this.records.findForUpdate(store, tx, scope, name));
  }

  /** False when the name is taken; nothing is written then. */
  insert(tx: SqlTransaction, record: StateRecord<Document, State, Extra>): Promise<boolean> {
    return this.records.insert(tx, record);
  }

  update(tx: SqlTransaction, record: StateRecord<Document, State, Extra>): Promise<boolean> {
    return this.records.update(tx, record);
  }

  move(
    tx: SqlTransaction,
    from: StateRecord<Document, State, Extra>,
    to: StateRecord<Document, State, Extra>,
  ): Promise<boolean> {
    this.#checkTransition(from.status, to.status);
    return this.records.update(tx, to);
  }

  delete(tx: SqlTransaction, record: StateRecord<Document, State, Extra>): Promise<boolean> {
    return this.records.delete(tx, record, record.name);
  }
}

/** Nothing else than these states is ever written. */
function narrowed<Document, State extends string, Extra extends ExtraColumns>(
  found: Promise<ResourceRecord<Document, Extra> | undefined>,
): Promise<StateRecord<Document, State, Extra> | undefined> {
  return found as Promise<StateRecord<Document, State, Extra> | undefined>;
}
