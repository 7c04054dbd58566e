import type { ListRules } from '../record-list.ts';

/** The order of the three lists: newest first unless asked otherwise (API pages). */
export const NEWEST_FIRST = {
  sortColumns: { Name: 'name_key', CreationTime: 'creation_ms' },
  defaultSort: 'CreationTime',
  defaultOrder: 'Descending',
} as const satisfies Partial<ListRules>;
