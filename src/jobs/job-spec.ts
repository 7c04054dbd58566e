import type { Scope } from '../base/arn.ts';

/** The kinds of job that share one life. A kind is also the type in the job's ARN and the name of its controller. */
export const JobKind = {
  Training: 'training-job',
  Processing: 'processing-job',
  Transform: 'transform-job',
} as const;
export type JobKind = (typeof JobKind)[keyof typeof JobKind];

/** One host of a job, named before it is started. */
export interface JobHost {
  /** `algo-1` to `algo-n`. */
  readonly name: string;
  readonly instanceType: string;
  readonly instanceGroup: string;
  /** The runner's key for it: kind, account, region, job, host and attempt. */
  readonly runId: string;
  readonly logStream: string;
}

/** Objects that are copied to every host, or shared out among them, before the start. */
export interface JobInput {
  readonly name: string;
  readonly s3Uri: string;
  readonly dataType: 'S3Prefix' | 'ManifestFile';
  readonly distribution: 'FullyReplicated' | 'ShardedByS3Key';
  /** Absolute directory in the host, below /opt/ml. */
  readonly path: string;
  /** Instance groups that get it; absent for all. */
  readonly instanceGroups?: readonly string[];
  /** A large input may be mounted read-only instead of copied. */
  readonly shareable: boolean;
  /** Nothing under the prefix is no error (checkpoints of a first run). */
  readonly optional: boolean;
}

/** How a job may end. */
export type JobEnd = 'Completed' | 'Failed' | 'Stopped' | 'MaxRuntimeExceeded';

export type JobOutput =
  /** A directory of every host, merged into one gzipped tar. */
  | {
      readonly type: 'archive';
      readonly path: string;
      readonly s3Uri: string;
      /** Write an archive even when the directory is empty. */
      readonly whenEmpty: boolean;
      readonly on: readonly JobEnd[];
    }
  /** A directory of every host, file by file, to keys below the prefix. */
  | {
      readonly type: 'files';
      readonly path: string;
      readonly s3Uri: string;
      /** Send new and changed files while the job runs, too. */
      readonly continuous: boolean;
      /** Remove objects whose file went away while the job ran (checkpoints). */
      readonly mirrorDeletes: boolean;
      readonly on: readonly JobEnd[];
    };

export interface MetricDefinition {
  readonly name: string;
  readonly regex: string;
}

/** Everything needed to run a job, free of the API shape it came from. Kept as JSON: holds no secrets of ours. */
export interface JobSpec extends Scope {
  readonly kind: JobKind;
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly image: string;
  /** `train` is what the image's entry point does with that word. */
  readonly command: 'train' | readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly networkIsolation: boolean;
  readonly hosts: readonly JobHost[];
  readonly logGroup: string;
  /** Directories that exist from the start, absolute in the host. */
  readonly directories: readonly string[];
  /** Files with the same content on every host, by absolute path in the host. */
  readonly configFiles: Readonly<Record<string, string>>;
  /** Where the file goes that tells a host its own name. */
  readonly resourceConfigPath: string;
  readonly inputs: readonly JobInput[];
  /** Archive or file of the user's scripts for a runtime in script mode; unpacked to /opt/ml/code. */
  readonly sourceUri?: string;
  readonly outputs: readonly JobOutput[];
  readonly metrics: readonly MetricDefinition[];
  readonly maxRuntimeSeconds: number;
  /** Where a failing host says why: `file` is /opt/ml/output/failure, `logs` only points at the logs. */
  readonly faultReason: 'file' | 'logs';
}
