import { epochSeconds } from '../../base/clock.ts';
import { InvariantError } from '../../base/errors.ts';
import type { JobEvent, JobRecorder } from '../../jobs/job-events.ts';
import { processingComponent } from '../experiments/index.ts';
import { tellOfJob } from '../job-news.ts';
import { jobEdges, type RecordedJobsDeps } from '../recorded-jobs.ts';
import { processingInputs, processingOutputs } from './processing-lineage.ts';
import { processingNews } from './processing-news.ts';
import { type ProcessingDocument, processingJobs } from './processing-store.ts';
import { STATUS_AT_END, STOPPING } from './states.ts';

/** Keeps the processing job's record in step with its run, and what the platform tells of it elsewhere. */
export function processingRecorder(deps: RecordedJobsDeps): JobRecorder {
  const { store, components, lineage } = deps;
  return {
    async record(tx, spec, events) {
      const record = await processingJobs.findForUpdate(store, tx, spec, spec.name);
      if (!record) throw new InvariantError(`${spec.arn} has a run but no record`);
      const document = events.reduce(apply, record.document);
      const modifiedMs = events.at(-1)?.atMs ?? record.modifiedMs;
      await processingJobs.update(tx, {
        ...record,
        status: document.ProcessingJobStatus,
        modifiedMs,
        document: { ...document, LastModifiedTime: epochSeconds(modifiedMs) },
      });
      const end = events.find((event) => event.type === 'ended');
      if (document.ProcessingJobStatus !== record.document.ProcessingJobStatus) {
        const shown = { ...document, LastModifiedTime: epochSeconds(modifiedMs) };
        const made = end ? processingOutputs(document, end.outcome) : [];
        await tellOfJob(deps, tx, spec, processingNews(shown, modifiedMs, made));
      }
      const component = await components.changed(tx, spec, processingComponent(document));
      if (!component || !end) return;
      const outputs = processingOutputs(document, end.outcome);
      await lineage.record(tx, spec, jobEdges(component, processingInputs(document), outputs));
    },
  };
}

/** The record after one event. */
function apply(document: ProcessingDocument, event: JobEvent): ProcessingDocument {
  const time = epochSeconds(event.atMs);
  switch (event.type) {
    case 'progress':
    case 'downloading':
    case 'uploading':
      return document;
    case 'running':
      return { ...document, ProcessingStartTime: time };
    case 'limit-reached':
      return { ...document, ProcessingJobStatus: STOPPING };
    case 'ended': {
      const { end, exitMessage, failureReason } = event.outcome;
      return {
        ...document,
        ProcessingJobStatus: STATUS_AT_END[end],
        ProcessingEndTime: time,
        ...(exitMessage === undefined ? {} : { ExitMessage: exitMessage }),
        ...(failureReason === undefined ? {} : { FailureReason: failureReason }),
      };
    }
  }
}
