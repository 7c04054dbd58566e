import type { Scope } from '../base/arn.ts';
import type { JobHost, JobKind } from './job-spec.ts';

/** Instance group of a job that names none (what SageMaker puts in resourceconfig.json). */
const WHOLE_CLUSTER = 'homogeneousCluster';

export interface HostGroup {
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly name?: string;
}

/**
 * Names every host of a job. All names follow from the job, so that a start that is repeated after a crash finds what
 * the first one started. Names of jobs hold no underscore, which makes the run id unambiguous and a fit file name.
 */
export function nameHosts(
  kind: JobKind,
  scope: Scope,
  jobName: string,
  groups: readonly HostGroup[],
  createdAtMs: number,
): JobHost[] {
  const types = groups.flatMap((group) => Array.from({ length: group.instanceCount }, () => group));
  return types.map((group, index) => {
    const name = `algo-${index + 1}`;
    return {
      name,
      instanceType: group.instanceType,
      instanceGroup: group.name ?? WHOLE_CLUSTER,
      runId: [kind, scope.account, scope.region, jobName.toLowerCase(), name, '1'].join('_'),
      logStream: `${jobName}/${name}-${Math.floor(createdAtMs / 1000)}`,
    };
  });
}
