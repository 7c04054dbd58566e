import type { HostMount } from './host-runner.ts';

/** What a container image stands for on a runner that does not run images. */
export interface Runtime {
  /** Name of the environment that is built once and shared, for example `scikit-learn-1.2`. */
  readonly name: string;
  /** The image it was asked for by. */
  readonly image: string;
}

/** A runtime that is ready to run: what every host of a job on it gets. */
export interface PreparedRuntime {
  readonly environment: Readonly<Record<string, string>>;
  /** Read-only parts of this machine that the environment consists of. */
  readonly mounts: readonly HostMount[];
  /** What the image's entry point does with `train`: script mode, or the built-in algorithm. */
  readonly trainCommand: readonly string[];
  /** What the image's entry point does with `serve`: an HTTP server on SAGEMAKER_BIND_TO_PORT. */
  readonly serveCommand: readonly string[];
  /**
   * True when the runtime's `train` runs user scripts found in /opt/ml/code, so that the job must lay
   * `sagemaker_submit_directory` out there before the start.
   */
  readonly scriptMode: boolean;
}

/** Maps images to runtimes and builds what they need, once. */
export interface ImageResolver {
  /** Undefined when nothing here can run the image. Fast and synchronous: it is asked during validation. */
  resolve(image: string): Runtime | undefined;
  /** Sentence for the client that says why an image can't be run and what would run it. */
  explainUnresolved(image: string): string;
  /** Builds the environment if it is not there. Progress lines are for people. Concurrent calls share one build. Throws RunnerError. */
  prepare(runtime: Runtime, onProgress?: (line: string) => void): Promise<PreparedRuntime>;
}
