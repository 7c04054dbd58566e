import type { Tag } from '../api/generated/sagemaker-types.ts';
import type { Scope } from '../base/arn.ts';
import type { SqlTransaction } from '../store/sql/sql-store.ts';
import { type EventRecorder, tagMap } from './events/index.ts';
import type { ArtifactFacts } from './lineage/index.ts';
import type { RunFacts, RunIdentity, RunRecorder, RunState } from './openlineage/index.ts';
import { tagsOf } from './tags/index.ts';

/** Who outside hears of changes. Absent where nobody wants to. */
export interface Listeners {
  readonly events?: EventRecorder | undefined;
  readonly runs?: RunRecorder | undefined;
}

/** What a domain of jobs has to tell of one of its jobs. */
export interface JobNews {
  readonly arn: string;
  /** `training-job/<name>` */
  readonly jobName: string;
  readonly creationMs: number;
  readonly detailType: string;
  /** What Describe answers, in the form of events. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** The run's beginning or end; undefined for what lies between. */
  readonly run?: {
    readonly state: RunState;
    readonly atMs: number;
    readonly inputs: readonly ArtifactFacts[];
    readonly outputs: readonly ArtifactFacts[];
    readonly failureReason?: string | undefined;
  };
}

/** Tells what has changed about a job, in the transaction of the change. Its tags are read only when somebody listens. */
export async function tellOfJob(
  { events, runs }: Listeners,
  tx: SqlTransaction,
  scope: Scope,
  news: JobNews,
): Promise<void> {
  if (!events && !(runs && news.run)) return;
  const tags = (await tagsOf(tx.db, [news.arn])).get(news.arn) ?? [];
  const { arn, detailType, detail, run } = news;
  await events?.record(tx, scope, { detailType, resources: [arn], detail: { ...detail, Tags: tagMap(tags) } });
  if (!run) return;
  const jobType = arn.split(':')[5]?.split('/')[0] ?? '';
  const facts: RunFacts = {
    ...run,
    ...(parentOf(tags) ?? { jobName: news.jobName }),
    runKey: `${arn} ${news.creationMs}`,
    jobType: jobType.replace('-', '_').toUpperCase(),
    arn,
  };
  await runs?.record(tx, scope, facts);
}

/** A run key and job name for an execution, by its ARN: `…:pipeline/<name>/execution/<id>`. */
export function executionIdentity(executionArn: string): RunIdentity {
  const [, pipeline = ''] = executionArn.split('/');
  return { runKey: executionArn, jobName: `pipeline/${pipeline}` };
}

export function stepIdentity(executionArn: string, stepName: string): RunIdentity {
  const { jobName } = executionIdentity(executionArn);
  return { runKey: `${executionArn}/${stepName}`, jobName: `${jobName}/${stepName}` };
}

/** A job that a pipeline has made says so by its tags. All executions' jobs of a step are runs of one job. */
function parentOf(tags: readonly Tag[]): Pick<RunFacts, 'parent' | 'root' | 'jobName'> | undefined {
  const value = (key: string) => tags.find(({ Key }) => Key === key)?.Value;
  const executionArn = value('sagemaker:pipeline-execution-arn');
  const stepName = value('sagemaker:pipeline-step-name');
  if (executionArn === undefined || stepName === undefined) return undefined;
  const parent = stepIdentity(executionArn, stepName);
  return { parent, root: executionIdentity(executionArn), jobName: `${parent.jobName}/job` };
}
