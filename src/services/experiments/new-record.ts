import type { Scope } from '../../base/arn.ts';
import type { ExtraColumns, ResourceRecord } from '../../store/sql/record-table.ts';
import { arnOf, type ExperimentKind } from './experiment-kinds.ts';

/** The row of an experiment, a trial or a component that comes to be now. */
export function newRecord<Document, Extra extends ExtraColumns>(
  scope: Scope,
  kind: ExperimentKind,
  name: string,
  nowMs: number,
  document: Document,
  { status = '', extra }: { readonly status?: string; readonly extra: Extra },
): ResourceRecord<Document, Extra> {
  return {
    account: scope.account,
    region: scope.region,
    parent: '',
    name,
    arn: arnOf(kind, scope, name),
    status,
    creationMs: nowMs,
    modifiedMs: nowMs,
    document,
    extra,
  };
}
