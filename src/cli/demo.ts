import { once } from 'node:events';
import { join } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import { defaultCacheDir, defaultDataDir } from '../config/directories.ts';
import { readSettings } from '../config/read-settings.ts';
import { prepareDemoRuntime } from './demo-runtime.ts';
import { type DemoServerOptions, serverLogPath } from './demo-server.ts';
import { DemoSession } from './demo-session.ts';
import { type CommonOptions, settingSources } from './setting-options.ts';

type DemoPlace = Omit<DemoServerOptions, 'port'>;

/** Line of examples/quickstart/second-run.mjs after which the server is killed: the script in its training job has begun. */
const KILL_AFTER = /Train\s+│/;

/** Runs the quickstart on a server of its own, then kills that server in the middle of a second run. */
export async function runDemo({ keep = false, ...options }: CommonOptions & { keep?: boolean }): Promise<void> {
  const place = demoPlace(options);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

  heading('Sagebrush demo: a real model from raw data to an endpoint, by the SageMaker API');
  await prepareDemoRuntime(place);
  const startedAt = performance.now();
  const session = await DemoSession.start(place, interrupted.signal);
  console.log(`A server is ready at ${session.endpoint} after ${session.startMs.toFixed(0)} ms`);
  try {
    await session.run('quickstart.mjs');
    await proveDurability(session);
    heading(`All of it took ${((performance.now() - startedAt) / 1000).toFixed(0)} s.`);
    if (keep) await waitForInterrupt(session, interrupted.signal);
  } catch (error) {
    if (!interrupted.signal.aborted) throw explainFailure(error, place);
  } finally {
    await session.end();
  }
  console.log(whatNext(place));
}

async function proveDurability(session: DemoSession): Promise<void> {
  heading('6. Run the pipeline again with other parameters, and kill the server in the middle of it');
  let restarted: Promise<void> | undefined;
  await session.run('second-run.mjs', (line) => {
    if (restarted !== undefined || !KILL_AFTER.test(line)) return;
    console.log('           ✗ kill -9: the server is gone');
    restarted = session.killAndRestart().then(() => {
      console.log(`           ✓ a new server on the same data is ready after ${session.startMs.toFixed(0)} ms`);
    });
    // The awaited promise below tells of a failure; the script must not be the first to.
    restarted.catch(() => {});
  });
  if (restarted === undefined) throw new Error('the second run never trained, so the server was not killed');
  await restarted;
  console.log('  The execution went on where it was and succeeded.');
}

async function waitForInterrupt(session: DemoSession, interrupt: AbortSignal): Promise<void> {
  console.log(`The server and the endpoint stay up at ${session.endpoint} until Ctrl-C.`);
  if (!interrupt.aborted) await once(interrupt, 'abort');
}

function demoPlace(options: CommonOptions): DemoPlace {
  const sources = settingSources(options);
  const given = readSettings(sources);
  return {
    dataDir: given.dataDir ?? join(defaultDataDir(sources.environment), 'demo'),
    cacheDir: given.cacheDir ?? defaultCacheDir(sources.environment),
    python: given.python,
  };
}

function explainFailure(error: unknown, place: DemoPlace): ConfigError {
  const message = error instanceof Error ? error.message : String(error);
  return new ConfigError(`${message}. The server's own log is ${serverLogPath(place.dataDir)}.`, { cause: error });
}

function heading(text: string): void {
  console.log(`\n${text}`);
}

function whatNext({ dataDir }: DemoPlace): string {
  return [
    '',
    'What to type next, to look at what is there now with any AWS client:',
    `  bin/sagebrush serve --data-dir ${dataDir}`,
    'and in another terminal:',
    `  eval "$(bin/sagebrush env --data-dir ${dataDir})"`,
    '  aws --endpoint-url "$AWS_ENDPOINT_URL" sagemaker list-pipeline-executions --pipeline-name quickstart',
    '  aws --endpoint-url "$AWS_ENDPOINT_URL" sagemaker list-model-packages --model-package-group-name quickstart',
    '(From 2.13 on the AWS CLI knows the endpoint from the environment, and needs no --endpoint-url.)',
    'The code is in examples/quickstart. `bin/sagebrush demo --keep` leaves the endpoint up.',
  ].join('\n');
}
