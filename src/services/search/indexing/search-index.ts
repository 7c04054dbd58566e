import { parseArn } from '../../../base/arn.ts';
import type { SqlStore, SqlTransaction } from '../../../store/sql/sql-store.ts';
import { type LoadedRecord, loadRecords } from '../load-records.ts';
import { flattenRecord, type PropertyValue } from '../properties/flatten-record.ts';
import type { SearchDeps } from '../search-deps.ts';
import { type SearchedType, typeOfArn } from '../searched-types.ts';
import { type Change, deleteChanges, insertChanges, readChanges } from './changes-store.ts';
import {
  advanceDocuments,
  type DocumentVersion,
  deleteDocuments,
  findDocuments,
  insertDocuments,
  type NewDocument,
} from './document-store.ts';
import { type Collection, numberProperties } from './property-store.ts';
import { replaceValues, type ValueRow } from './value-store.ts';

/** Resources that a search brings in before it looks: those that its caller may have changed just now. */
const RESOURCES_BEFORE_SEARCH = 200;
/** Changes that are read for each resource to bring in: one that is at work changes often. */
const CHANGES_PER_RESOURCE = 10;
/** Tries, where another node brings in the same resource. */
const TRIES_MAX = 5;

/** A resource with its changes, and what the index has of it. */
interface Outdated {
  readonly arnKey: string;
  readonly type: SearchedType;
  readonly collection: Collection;
  readonly changes: readonly Change[];
  readonly version: DocumentVersion | undefined;
}

/** What the index shall have of a resource; no values for one that is gone. */
interface Update extends Outdated {
  readonly values: readonly ValueRow[] | undefined;
}

/** Keeps the index as the resources are. What a change asks for is written in the transaction that removes its mark. */
export class SearchIndex {
  readonly #deps: SearchDeps;
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: SearchDeps) {
    this.#deps = deps;
  }

  /**
   * Brings in the newest changes of an ARN type, so that callers find what they wrote. When that fails, the index is as
   * it was, and the follower tries again.
   */
  async catchUp(arnType: string): Promise<void> {
    const read = () => this.#read(RESOURCES_BEFORE_SEARCH, arnType);
    try {
      for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
        if ((await read()).length === 0) return;
        if (await this.#inTurn(async () => this.#bringIn(await read()))) return;
      }
    } catch (error) {
      this.#deps.logger.error({ err: error, arnType }, 'a search could not bring in the newest changes');
    }
  }

  /** Brings in some of the oldest changed resources. */
  async bringInOldest(resourcesMax: number): Promise<'up to date' | 'behind' | 'failed'> {
    const changes = await this.#read(resourcesMax);
    if (changes.length === 0) return 'up to date';
    try {
      await this.#inTurn(() => this.#bringIn(changes));
    } catch (error) {
      this.#deps.logger.error({ err: error }, 'changes could not be brought into the search index');
      for (const own of byResource(changes))
        await this.#inTurn(() => this.#bringIn(own).catch(() => this.#putOff(own)));
      return 'failed';
    }
    return 'behind';
  }

  /** Marks a resource that cannot be brought in anew, behind all others, so that they need not wait for it. */
  async #putOff(changes: readonly Change[]): Promise<void> {
    const { store } = this.#deps;
    await store.transaction(async (tx) => {
      await deleteChanges(store, tx, changes);
      await insertChanges(
        store,
        tx,
        changes.slice(0, 1).map(({ arnKey }) => arnKey),
      );
    });
  }

  /** Changes of some resources: the oldest, or the newest of an ARN type. */
  async #read(resourcesMax: number, arnType?: string): Promise<Change[]> {
    const changes = await readChanges(this.#deps.store.reader, resourcesMax * CHANGES_PER_RESOURCE, arnType);
    return byResource(changes).slice(0, resourcesMax).flat();
  }

  /** One after the other: two that bring in the same resource would only make each other start over. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #bringIn(changes: readonly Change[]): Promise<boolean> {
    const { store } = this.#deps;
    const resources = new Map(byResource(changes).map((own) => [own[0]?.arnKey ?? '', own]));
    const arnKeys = [...resources.keys()].sort();
    if (arnKeys.length === 0) return true;
    // The revisions are read before the resources. Who writes after that makes them advance, and this write be dropped.
    const versions = await findDocuments(store.reader, arnKeys);
    const outdated = arnKeys.flatMap(
      (arnKey) => outdatedOf(arnKey, resources.get(arnKey) ?? [], versions.get(arnKey)) ?? [],
    );
    const updates = (await Promise.all(byCollection(outdated).map((part) => this.#load(part)))).flat();
    const known = new Set(outdated.map(({ arnKey }) => arnKey));
    const ignored = changes.filter(({ arnKey }) => !known.has(arnKey));
    return store.transaction((tx) => this.#write(tx, updates, ignored));
  }

  async #load(outdated: readonly Outdated[]): Promise<Update[]> {
    const [first] = outdated;
    if (!first) return [];
    const arnKeys = outdated.map(({ arnKey }) => arnKey);
    const records = await loadRecords(this.#deps, first.type, first.collection, arnKeys, false);
    const flat = new Map([...records].map(([arnKey, record]) => [arnKey, flatten(record, first.type)]));
    const paths = new Set([...flat.values()].flat().map(({ path }) => path));
    const numbers = await numberProperties(this.#deps.store, first.collection, paths);
    return outdated.map((one) => {
      const documentNumber = numberOf(one);
      const values = flat
        .get(one.arnKey)
        ?.map(
          ({ path, element, key, longText }): ValueRow =>
            [documentNumber, numbers.get(path) ?? 0, element, key, longText ?? null] as const,
        );
      return { ...one, values };
    });
  }

  /** False when another node was faster with some of it: those resources are marked again. */
  async #write(tx: SqlTransaction, updates: readonly Update[], ignored: readonly Change[]): Promise<boolean> {
    const { store } = this.#deps;
    const removed = await deleteChanges(store, tx, [...updates.flatMap(({ changes }) => changes), ...ignored]);
    // What is marked no more, another node has brought in.
    const marked = updates.filter(({ changes }) => changes.some(({ changeNumber }) => removed.has(changeNumber)));
    const mine = await takeHold(store, tx, marked);
    await replaceValues(
      store,
      tx,
      mine.map(numberOf),
      mine.flatMap(({ values }) => values ?? []),
    );
    await deleteDocuments(store, tx, mine.filter(({ values }) => !values).map(numberOf));
    const lost = marked.filter((update) => !mine.includes(update));
    await insertChanges(
      store,
      tx,
      lost.map(({ arnKey }) => arnKey),
    );
    return lost.length === 0;
  }
}

/** Those of the updates whose documents are as they were when the resource was read. */
async function takeHold(store: SqlStore, tx: SqlTransaction, updates: readonly Update[]): Promise<Update[]> {
  const advanced = await advanceDocuments(
    store,
    tx,
    updates.flatMap(({ version }) => version ?? []),
  );
  const inserted = await insertDocuments(store, tx, updates.flatMap(newDocument));
  const gone = updates.filter(({ version, values }) => !version && !values);
  const others = await findDocuments(
    tx.db,
    gone.map(({ arnKey }) => arnKey),
  );
  return updates.filter((update) => {
    if (update.version) return advanced.has(update.version.documentNumber);
    return update.values ? inserted.has(numberOf(update)) : !others.has(update.arnKey);
  });
}

function byResource(changes: readonly Change[]): Change[][] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const group = groups.get(change.arnKey);
    if (group) group.push(change);
    else groups.set(change.arnKey, [change]);
  }
  return [...groups.values()];
}

function outdatedOf(
  arnKey: string,
  changes: readonly Change[],
  version: DocumentVersion | undefined,
): Outdated | undefined {
  const arn = parseArn(arnKey);
  const type = arn && typeOfArn(arn.resource.split('/'));
  if (!arn || !type) return undefined;
  const collection = { account: arn.account, region: arn.region, resource: type.resource };
  return { arnKey, type, collection, changes, version };
}

function byCollection(outdated: readonly Outdated[]): Outdated[][] {
  const groups = new Map<string, Outdated[]>();
  for (const one of outdated) {
    const { account, region, resource } = one.collection;
    const key = [account, region, resource].join('\n');
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

const flatten = (record: LoadedRecord, type: SearchedType): readonly PropertyValue[] =>
  flattenRecord(record, type.shape);

/** A document is numbered by its first change: no other has the same one. */
function numberOf({ version, changes }: Pick<Outdated, 'version' | 'changes'>): number {
  return version?.documentNumber ?? Math.min(...changes.map(({ changeNumber }) => changeNumber));
}

function newDocument(update: Update): NewDocument[] {
  if (update.version || !update.values) return [];
  return [{ ...update.collection, documentNumber: numberOf(update), arnKey: update.arnKey }];
}
