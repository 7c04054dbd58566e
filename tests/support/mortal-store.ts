import type { SqlStore } from '../../src/store/sql/sql-store.ts';

/** One life of a server. When it has ended, nothing that it still does reaches the outside, as after kill -9. */
export class Life {
  isOver = false;

  end(): void {
    this.isOver = true;
  }

  check(): void {
    if (this.isOver) throw new Error('this life is over');
  }
}

/** The store as one life sees it: a transaction that the end of the life overtakes is never committed. */
export function mortalStore(store: SqlStore, life: Life): SqlStore {
  return {
    dialect: store.dialect,
    reader: store.reader,
    ...(store.signals && { signals: store.signals }),
    close: () => store.close(),
    transaction: (work) => {
      life.check();
      return store.transaction(async (tx) => {
        const result = await work(tx);
        life.check();
        return result;
      });
    },
  };
}
