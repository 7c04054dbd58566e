import { validationException } from '../../../api/errors.ts';
import type { ExperimentConfig } from '../../../api/generated/sagemaker-types.ts';
import type { Scope } from '../../../base/arn.ts';
import { randomLowerId } from '../../../base/ids.ts';
import type { SqlTransaction } from '../../../store/sql/sql-store.ts';
import { ExperimentKind } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import {
  type ComponentRecord,
  componentTable,
  type ExperimentRecord,
  type TrialRecord,
  trialTable,
} from '../experiments-store.ts';
import { find, findForUpdate } from '../find-entity.ts';
import { insertLink } from '../links-store.ts';
import { newTrial } from '../new-trial.ts';
import type { JobComponent } from './job-component.ts';

/**
 * Refuses an ExperimentConfig that names what is not there: a job creates no experiment. Throws ResourceNotFound, and
 * ValidationException for a trial of another experiment.
 */
export async function checkExperimentConfig(
  { store }: ExperimentsDeps,
  scope: Scope,
  { ExperimentName, TrialName, RunName }: ExperimentConfig,
): Promise<void> {
  if (ExperimentName !== undefined) await find(store, ExperimentKind.Experiment, scope, ExperimentName);
  if (TrialName !== undefined) {
    checkTrial(await find(store, ExperimentKind.Trial, scope, TrialName), ExperimentName);
  }
  if (RunName !== undefined) await find(store, ExperimentKind.Component, scope, RunName);
}

/**
 * Puts a job's component where its ExperimentConfig says: into the trial, or into a new one of the experiment. A run that
 * it names gets the job as one of its sources. Throws what `checkExperimentConfig` does.
 */
export async function placeComponent(
  deps: ExperimentsDeps,
  tx: SqlTransaction,
  component: ComponentRecord,
  job: JobComponent,
  { ExperimentName, TrialName, RunName }: ExperimentConfig,
): Promise<void> {
  const { store, clock } = deps;
  // Experiment, trial, component: everybody locks in this order.
  const experiment =
    ExperimentName === undefined
      ? undefined
      : await findForUpdate(store, tx, ExperimentKind.Experiment, component, ExperimentName);
  if (TrialName !== undefined) {
    const trial = await findForUpdate(store, tx, ExperimentKind.Trial, component, TrialName);
    checkTrial(trial, ExperimentName);
    await insertLink(tx, trial, component);
  } else if (experiment) {
    await insertLink(tx, await insertTrial(tx, experiment, job.jobName, clock.nowMs()), component);
  }
  if (RunName !== undefined) await addSource(deps, tx, component, job, RunName);
}

function checkTrial(trial: TrialRecord, experimentName: string | undefined): void {
  if (experimentName === undefined || trial.extra.experiment_key === experimentName.toLowerCase()) return;
  throw validationException(`Trial '${trial.arn}' does not belong to experiment ${experimentName}.`);
}

/** A trial named after the job, or nearly so when the name is taken. */
async function insertTrial(
  tx: SqlTransaction,
  experiment: ExperimentRecord,
  jobName: string,
  nowMs: number,
): Promise<TrialRecord> {
  for (let name = `${jobName}-aws-trial`; ; name = `${jobName}-aws-trial-${randomLowerId(6)}`) {
    const trial = newTrial(experiment, name, nowMs, { displayName: name });
    if (await trialTable.insert(tx, trial)) return trial;
  }
}

async function addSource(
  { store, clock }: ExperimentsDeps,
  tx: SqlTransaction,
  scope: Scope,
  { jobArn, sourceType }: JobComponent,
  runName: string,
): Promise<void> {
  const run = await findForUpdate(store, tx, ExperimentKind.Component, scope, runName);
  const sources = [...(run.document.sources ?? []), { SourceArn: jobArn, SourceType: sourceType }];
  await componentTable.update(tx, { ...run, modifiedMs: clock.nowMs(), document: { ...run.document, sources } });
}
