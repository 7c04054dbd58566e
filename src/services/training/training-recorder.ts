import type { SecondaryStatusTransition } from '../../api/generated/sagemaker-types.ts';
import { epochSeconds } from '../../base/clock.ts';
import { InvariantError } from '../../base/errors.ts';
import type { JobEvent, JobOutcome, JobRecorder } from '../../jobs/job-events.ts';
import { trainingComponent } from '../experiments/index.ts';
import { type JobNews, tellOfJob } from '../job-news.ts';
import { jobEdges, type RecordedJobsDeps } from '../recorded-jobs.ts';
import { SHOWN_AT_END, SHOWN_WHILE, STARTING, STOPPING } from './states.ts';
import { trainingInputs, trainingOutputs } from './training-lineage.ts';
import { trainingNews } from './training-news.ts';
import { type TrainingDocument, trainingJobs } from './training-store.ts';

/** Keeps the training job's record in step with its run, and what the platform tells of it elsewhere. */
export function trainingRecorder(deps: RecordedJobsDeps): JobRecorder {
  const { store, components, lineage } = deps;
  return {
    async record(tx, spec, events) {
      const record = await trainingJobs.findForUpdate(store, tx, spec, spec.name);
      if (!record) throw new InvariantError(`${spec.arn} has a run but no record`);
      const document = events.reduce(apply, record.document);
      const modifiedMs = events.at(-1)?.atMs ?? record.modifiedMs;
      await trainingJobs.update(tx, {
        ...record,
        status: document.TrainingJobStatus,
        modifiedMs,
        document: { ...document, LastModifiedTime: epochSeconds(modifiedMs) },
      });
      for (const news of newsOf(record.document, events)) await tellOfJob(deps, tx, spec, news);
      const component = await components.changed(tx, spec, trainingComponent(document));
      const end = events.find((event) => event.type === 'ended');
      if (!component || !end) return;
      const outputs = trainingOutputs(document, end.outcome);
      await lineage.record(tx, spec, jobEdges(component, trainingInputs(document), outputs));
    },
    async measured(tx, spec, metrics) {
      await components.measured(tx, spec, spec.arn, metrics);
      const source = { namespace: '/aws/sagemaker/TrainingJobs', dimensions: { TrainingJobName: spec.name } };
      await deps.metrics?.append(tx, spec, source, metrics);
    },
  };
}

/** Each status that the events led to, with what was there when it began. */
function newsOf(before: TrainingDocument, events: readonly JobEvent[]): JobNews[] {
  const news: JobNews[] = [];
  let shown = before;
  for (const event of events) {
    const document = { ...apply(shown, event), LastModifiedTime: epochSeconds(event.atMs) };
    if (document.SecondaryStatus !== shown.SecondaryStatus) {
      const outputs = event.type === 'ended' ? trainingOutputs(document, event.outcome) : [];
      news.push(trainingNews(document, event.atMs, outputs));
    }
    shown = document;
  }
  return news;
}

/** The record after one event. A job that is being stopped shows that until it uploads. */
export function apply(document: TrainingDocument, event: JobEvent): TrainingDocument {
  const stopping = document.TrainingJobStatus === 'Stopping';
  const time = epochSeconds(event.atMs);
  switch (event.type) {
    case 'progress':
      return document.SecondaryStatus === STARTING.secondary
        ? { ...document, ...entered(document, STARTING.secondary, event.message, time) }
        : document;
    case 'downloading':
      return stopping ? document : show(document, SHOWN_WHILE.downloading, time);
    case 'running': {
      const started = { ...document, TrainingStartTime: time };
      return stopping ? started : show(started, SHOWN_WHILE.running, time);
    }
    case 'limit-reached':
      return show(document, STOPPING, time);
    case 'uploading':
      return show(document, stopping ? { ...SHOWN_WHILE.uploading, status: 'Stopping' } : SHOWN_WHILE.uploading, time);
    case 'ended':
      return end(document, event.outcome, time);
  }
}

type Shown = (typeof SHOWN_AT_END)[keyof typeof SHOWN_AT_END];

export function show(document: TrainingDocument, shown: Shown, time: number): TrainingDocument {
  return {
    ...document,
    TrainingJobStatus: shown.status,
    ...entered(document, shown.secondary, shown.message, time),
  };
}

/** A message within the same status rewrites the last transition; a status ends it and begins another. */
function entered(document: TrainingDocument, status: Shown['secondary'], message: string, time: number) {
  const transitions = [...(document.SecondaryStatusTransitions ?? [])];
  const last = transitions.pop();
  if (last?.Status === status) {
    transitions.push({ ...last, StatusMessage: message });
  } else {
    if (last) transitions.push({ ...last, EndTime: time });
    transitions.push({ Status: status, StartTime: time, StatusMessage: message });
  }
  return { SecondaryStatus: status, SecondaryStatusTransitions: transitions };
}

function end(document: TrainingDocument, outcome: JobOutcome, time: number): TrainingDocument {
  const shown = show(document, SHOWN_AT_END[outcome.end], time);
  const model = outcome.artifacts['/opt/ml/model'];
  // The job may end long after its hosts did, when the server was down meanwhile: that is nobody's training time.
  const hostsEnded = document.SecondaryStatusTransitions?.findLast(({ Status }) => Status === 'Uploading')?.StartTime;
  const startTime = document.TrainingStartTime;
  const seconds = startTime === undefined ? undefined : Math.round((hostsEnded ?? time) - startTime);
  return {
    ...shown,
    SecondaryStatusTransitions: closed(shown.SecondaryStatusTransitions ?? [], time),
    TrainingEndTime: time,
    ...(seconds === undefined ? {} : { TrainingTimeInSeconds: seconds, BillableTimeInSeconds: seconds }),
    ...(model === undefined ? {} : { ModelArtifacts: { S3ModelArtifacts: model } }),
    ...(outcome.failureReason === undefined ? {} : { FailureReason: outcome.failureReason }),
    ...(outcome.metrics.length === 0
      ? {}
      : {
          FinalMetricDataList: outcome.metrics.map(({ name, value, timestampMs }) => ({
            MetricName: name,
            Value: value,
            Timestamp: epochSeconds(timestampMs),
          })),
        }),
  };
}

function closed(transitions: readonly SecondaryStatusTransition[], time: number): SecondaryStatusTransition[] {
  return transitions.map((one, index) => (index === transitions.length - 1 ? { ...one, EndTime: time } : one));
}
