import { ExperimentKind } from './experiment-kinds.ts';
import type { ExperimentRecord, TrialDocument, TrialRecord } from './experiments-store.ts';
import { newRecord } from './new-record.ts';

/** The row of a new trial of an experiment, which must be locked. */
export function newTrial(
  experiment: ExperimentRecord,
  name: string,
  nowMs: number,
  document: Omit<TrialDocument, 'experimentName'>,
): TrialRecord {
  const extra = { experiment_key: experiment.name.toLowerCase() };
  const complete = { ...document, experimentName: experiment.name };
  return newRecord(experiment, ExperimentKind.Trial, name, nowMs, complete, { extra });
}
