import { validationException } from '../../api/errors.ts';
import type { Tag } from '../../api/generated/sagemaker-types.ts';
import type { OperationContext } from '../../api/operation.ts';
import { checkTags, putTags } from '../tags/index.ts';
import { userContext } from '../user-context.ts';
import { countCreated } from './creation-limits.ts';
import type { LineageDeps } from './lineage-deps.ts';
import { NOUNS } from './lineage-kinds.ts';
import { lineageTables } from './lineage-store.ts';
import { type NewEntity, newRecord } from './new-entity.ts';

/** Writes a new action, artifact or context of a caller's with its tags, and answers its ARN. */
export async function createEntity(
  deps: LineageDeps,
  entity: NewEntity,
  tags: readonly Tag[],
  context: OperationContext,
): Promise<string> {
  checkTags(tags);
  const { kind, document } = entity;
  const created = { ...entity, document: { ...document, createdBy: userContext(context) } };
  const record = newRecord(context, created, deps.clock.nowMs());
  await deps.store.transaction(async (tx) => {
    if (!(await lineageTables[kind].insert(tx, record))) {
      throw validationException(
        `Resource Already Exists: ${NOUNS[kind]} ${nameInErrors(entity)} already exists. ${adviceInErrors(entity)}`,
      );
    }
    await countCreated(tx, context, kind, deps.limits);
    await putTags(tx, record.arn, tags);
  });
  return record.arn;
}

function nameInErrors({ kind, name, document }: NewEntity): string {
  return kind === 'artifact' ? `with source ${document.source.SourceUri}` : `with name ${name}`;
}

function adviceInErrors({ kind }: NewEntity): string {
  return kind === 'artifact' ? 'Choose a different source.' : 'Choose a different name.';
}
