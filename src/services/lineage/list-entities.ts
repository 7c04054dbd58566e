import type { OperationContext } from '../../api/operation.ts';
import { type ListInput, type ListRules, listRecords } from '../record-list.ts';
import type { LineageDeps } from './lineage-deps.ts';
import { type LineageKind, sourceKey } from './lineage-kinds.ts';
import { lineageTables } from './lineage-store.ts';

/** Newest first, ten to a page, unless asked otherwise (API pages of the three lists). */
const RULES = {
  sortColumns: { Name: 'name_key', CreationTime: 'creation_ms' },
  defaultSort: 'CreationTime',
  defaultOrder: 'Descending',
} as const satisfies Partial<ListRules>;

export interface EntityFilters {
  readonly sourceUri: string | undefined;
  readonly entityType: string | undefined;
}

/** One page of a kind's entities. */
export function listEntities(
  { store, tokens }: LineageDeps,
  kind: LineageKind,
  operation: string,
  input: ListInput,
  { sourceUri, entityType }: EntityFilters,
  context: OperationContext,
) {
  const equals = {
    ...(sourceUri === undefined ? {} : { source_key: sourceKey(sourceUri) }),
    ...(entityType === undefined ? {} : { entity_type: entityType }),
  };
  return listRecords(lineageTables[kind], store, tokens, { ...RULES, operation }, input, context, { equals });
}
