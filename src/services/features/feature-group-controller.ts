import type { Controller, Reconciled } from '../../engine/work.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import { removeTags } from '../tags/index.ts';
import { deleteFeatureMetadata } from './feature-metadata-store.ts';
import { FEATURE_GROUP_KIND } from './feature-names.ts';
import type { FeaturesDeps } from './features-deps.ts';
import { type FeatureGroupRecord, featureGroupTable } from './features-store.ts';
import { creationEpoch, isUsable } from './offline-store.ts';

/** Moves feature groups: finishes creations and deletions. */
export class FeatureGroupController implements Controller {
  readonly kind = FEATURE_GROUP_KIND;
  readonly #deps: FeaturesDeps;

  constructor(deps: FeaturesDeps) {
    this.#deps = deps;
  }

  async reconcile(key: string): Promise<Reconciled> {
    const group = await featureGroupTable.findByArn(this.#deps.store.reader, key);
    switch (group?.status) {
      case 'Creating':
        return this.#create(group);
      case 'Deleting':
        return this.#delete(group);
      default:
        return { next: 'finished' };
    }
  }

  /** The request was checked before; here it is seen whether what it needs is still there. */
  async #create(group: FeatureGroupRecord): Promise<Reconciled> {
    const failure = await this.#failure(group);
    const modifiedMs = this.#deps.clock.nowMs();
    const created: FeatureGroupRecord =
      failure === undefined
        ? { ...group, status: 'Created', modifiedMs }
        : {
            ...group,
            status: 'CreateFailed',
            modifiedMs,
            document: { ...group.document, failureReason: failure },
            extra: { offline_status: 'Blocked' },
          };
    return {
      next: 'finished',
      commit: (tx) => this.#ifUnchanged(tx, group, (now) => featureGroupTable.move(tx, now, created)),
    };
  }

  async #failure({ document: { offlineStore }, ...scope }: FeatureGroupRecord): Promise<string | undefined> {
    if (!offlineStore) return undefined;
    const { S3Uri } = offlineStore.S3StorageConfig;
    if (await isUsable(this.#deps.objects, S3Uri, scope)) return undefined;
    return `The FeatureGroup could not be created in the OfflineStore: the bucket of ${S3Uri} can not be used.`;
  }

  /**
   * The name is free again only when the second of the creation is over: files and table of the next group of this
   * name carry their own second, and must not meet those that this one leaves behind.
   */
  async #delete(group: FeatureGroupRecord): Promise<Reconciled> {
    const freeMs = (creationEpoch(group.creationMs) + 1) * 1000;
    if (this.#deps.clock.nowMs() < freeMs) return { next: { atMs: freeMs } };
    return {
      next: 'finished',
      commit: (tx) =>
        this.#ifUnchanged(tx, group, async () => {
          await featureGroupTable.delete(tx, group);
          await deleteFeatureMetadata(tx, group.arn);
          await removeTags(tx, group.arn);
        }),
    };
  }

  async #ifUnchanged(
    tx: SqlTransaction,
    seen: FeatureGroupRecord,
    write: (now: FeatureGroupRecord) => Promise<unknown>,
  ): Promise<void> {
    const { store, scheduler } = this.#deps;
    const now = await featureGroupTable.findForUpdate(store, tx, seen, seen.name);
    if (now?.status !== seen.status || now.creationMs !== seen.creationMs) return;
    await write(now);
    await scheduler.publish(tx, seen.arn);
  }
}
