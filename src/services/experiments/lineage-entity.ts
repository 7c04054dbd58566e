import { parseArn } from '../../base/arn.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { ExperimentKind } from './experiment-kinds.ts';
import { componentTable, experimentTable } from './experiments-store.ts';

/** An experiment or a trial component as an end of associations. */
export interface LineageEntity {
  readonly name: string;
  /** Whose component it is: `SageMakerTrainingJob` and the like, or that of a caller. */
  readonly type: string;
  readonly creationMs: number;
  readonly modifiedMs: number;
}

/** The thing of an ARN in any letter case. Undefined for one that is gone, and for ARNs of other kinds. */
export async function findLineageEntity(store: SqlStore, arn: string): Promise<LineageEntity | undefined> {
  const type = parseArn(arn)?.resource.split('/')[0];
  if (type === ExperimentKind.Experiment) {
    const found = await experimentTable.findByArn(store.reader, arn);
    return found && entityOf(found, found.document.source?.SourceType ?? 'SageMakerExperiment');
  }
  if (type === ExperimentKind.Component) {
    const found = await componentTable.findByArn(store.reader, arn);
    return found && entityOf(found, found.document.source?.SourceType ?? 'SageMakerExperimentTrialComponent');
  }
  return undefined;
}

function entityOf({ name, creationMs, modifiedMs }: Omit<LineageEntity, 'type'>, type: string): LineageEntity {
  return { name, type, creationMs, modifiedMs };
}
