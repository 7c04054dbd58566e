import { validationException } from '../../../api/errors.ts';
import type { StopProcessingJobRequest } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import type { JobController } from '../../../jobs/job-controller.ts';
import { processingComponent } from '../../experiments/index.ts';
import { tellOfJob } from '../../job-news.ts';
import type { RecordedJobsDeps } from '../../recorded-jobs.ts';
import { processingNews } from '../processing-news.ts';
import { processingJobs } from '../processing-store.ts';
import { hasEnded, STOPPING } from '../states.ts';

/** Shows the job as Stopping at once and has its hosts ended. Stopping it twice is no error; after its end it is. */
export function stopProcessingJob(
  deps: RecordedJobsDeps,
  controller: JobController,
): Operation<StopProcessingJobRequest, Record<never, never>> {
  return async (input, context) => {
    await deps.store.transaction(async (tx) => {
      const record = await processingJobs.findForUpdate(deps.store, tx, context, input.ProcessingJobName);
      if (!record) throw validationException(`Could not find requested job with name: ${input.ProcessingJobName}`);
      const status = record.document.ProcessingJobStatus;
      if (hasEnded(status)) {
        throw validationException(`The request was rejected because the processing job is in status ${status}.`);
      }
      if (status === STOPPING) return;
      const modifiedMs = deps.clock.nowMs();
      const document = {
        ...record.document,
        ProcessingJobStatus: STOPPING,
        LastModifiedTime: epochSeconds(modifiedMs),
      };
      await processingJobs.update(tx, { ...record, status: STOPPING, modifiedMs, document });
      await deps.components.changed(tx, context, processingComponent(document));
      await tellOfJob(deps, tx, context, processingNews(document, modifiedMs));
      await controller.stop(tx, record.arn);
    });
    return {};
  };
}
