import type { SageMakerMetricsOperations } from '../../api/generated/sagemaker-metrics-types.ts';
import type { SageMakerOperations } from '../../api/generated/sagemaker-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { ExperimentsDeps } from './experiments-deps.ts';
import { findLineageEntity, type LineageEntity } from './lineage-entity.ts';
import { associateTrialComponent } from './operations/associate-trial-component.ts';
import { batchGetMetrics } from './operations/batch-get-metrics.ts';
import { batchPutMetrics } from './operations/batch-put-metrics.ts';
import { createExperiment } from './operations/create-experiment.ts';
import { createTrial } from './operations/create-trial.ts';
import { createTrialComponent } from './operations/create-trial-component.ts';
import { deleteExperiment } from './operations/delete-experiment.ts';
import { deleteTrial } from './operations/delete-trial.ts';
import { deleteTrialComponent } from './operations/delete-trial-component.ts';
import { describeExperiment } from './operations/describe-experiment.ts';
import { describeTrial } from './operations/describe-trial.ts';
import { describeTrialComponent } from './operations/describe-trial-component.ts';
import { disassociateTrialComponent } from './operations/disassociate-trial-component.ts';
import { listExperiments } from './operations/list-experiments.ts';
import { listTrialComponents } from './operations/list-trial-components.ts';
import { listTrials } from './operations/list-trials.ts';
import { updateExperiment } from './operations/update-experiment.ts';
import { updateTrial } from './operations/update-trial.ts';
import { updateTrialComponent } from './operations/update-trial-component.ts';
import { type TrialComponentRecorder, trialComponentRecorder } from './recorder/trial-component-recorder.ts';

export { trialsOfComponents } from './component-trials.ts';
export { processingComponent } from './recorder/processing-component.ts';
export { trainingComponent } from './recorder/training-component.ts';
export { transformComponent } from './recorder/transform-component.ts';
export type { TrialComponentRecorder };

export interface ExperimentsDomain {
  readonly handlers: Handlers<SageMakerOperations>;
  /** Operations of the service `sagemaker-metrics`. */
  readonly metricsHandlers: Handlers<SageMakerMetricsOperations>;
  /** For the job domains. */
  readonly recorder: TrialComponentRecorder;
  /** The experiment or trial component of an ARN, for the lineage domain. */
  findLineageEntity(arn: string): Promise<LineageEntity | undefined>;
}

export function experimentsDomain(deps: ExperimentsDeps): ExperimentsDomain {
  return {
    handlers: {
      AssociateTrialComponent: associateTrialComponent(deps),
      CreateExperiment: createExperiment(deps),
      CreateTrial: createTrial(deps),
      CreateTrialComponent: createTrialComponent(deps),
      DeleteExperiment: deleteExperiment(deps),
      DeleteTrial: deleteTrial(deps),
      DeleteTrialComponent: deleteTrialComponent(deps),
      DescribeExperiment: describeExperiment(deps),
      DescribeTrial: describeTrial(deps),
      DescribeTrialComponent: describeTrialComponent(deps),
      DisassociateTrialComponent: disassociateTrialComponent(deps),
      ListExperiments: listExperiments(deps),
      ListTrialComponents: listTrialComponents(deps),
      ListTrials: listTrials(deps),
      UpdateExperiment: updateExperiment(deps),
      UpdateTrial: updateTrial(deps),
      UpdateTrialComponent: updateTrialComponent(deps),
    },
    metricsHandlers: {
      BatchGetMetrics: batchGetMetrics(deps),
      BatchPutMetrics: batchPutMetrics(deps),
    },
    recorder: trialComponentRecorder(deps),
    findLineageEntity: (arn) => findLineageEntity(deps.store, arn),
  };
}
