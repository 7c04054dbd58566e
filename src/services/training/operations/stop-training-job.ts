import { validationException } from '../../../api/errors.ts';
import type { StopTrainingJobRequest } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import type { JobController } from '../../../jobs/job-controller.ts';
import { trainingComponent } from '../../experiments/index.ts';
import { tellOfJob } from '../../job-news.ts';
import type { RecordedJobsDeps } from '../../recorded-jobs.ts';
import { hasEnded, STOPPING } from '../states.ts';
import { trainingNews } from '../training-news.ts';
import { show } from '../training-recorder.ts';
import { trainingJobs } from '../training-store.ts';

/** Shows the job as Stopping at once and has its hosts ended. Stopping it twice is no error; after its end it is. */
export function stopTrainingJob(
  deps: RecordedJobsDeps,
  controller: JobController,
): Operation<StopTrainingJobRequest, Record<never, never>> {
  return async (input, context) => {
    await deps.store.transaction(async (tx) => {
      const record = await trainingJobs.findForUpdate(deps.store, tx, context, input.TrainingJobName);
      if (!record) throw validationException('Requested resource not found.');
      const status = record.document.TrainingJobStatus;
      if (hasEnded(status)) {
        throw validationException(`The request was rejected because the training job is in status ${status}.`);
      }
      if (status === STOPPING.status) return;
      const modifiedMs = deps.clock.nowMs();
      const time = epochSeconds(modifiedMs);
      const document = { ...show(record.document, STOPPING, time), LastModifiedTime: time };
      await trainingJobs.update(tx, { ...record, status: STOPPING.status, modifiedMs, document });
      await deps.components.changed(tx, context, trainingComponent(document));
      await tellOfJob(deps, tx, context, trainingNews(document, modifiedMs));
      await controller.stop(tx, record.arn);
    });
    return {};
  };
}
