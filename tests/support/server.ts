import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/sagebrush', import.meta.url));

/** A server in a process of its own, on a free port and a data directory that is removed at the end. */
export interface TestServer {
  readonly endpoint: string;
  readonly dataDir: string;
  readonly accountId: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of the process that runs now. */
  pid(): number;
  /** What a client is told by its environment, and no more than a process needs besides. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the server wrote to standard output and error so far. */
  output(): string;
  /** Ends it without a chance to clean up, and starts it again on the same port and data. */
  killAndRestart(): Promise<void>;
  /** Ends the process with the signal and gives its exit code, null when the signal did it. The data stays. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  close(): Promise<void>;
}

export interface TestServerOptions {
  readonly accountId?: string;
  readonly region?: string;
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** A command that runs the program given after it, such as one that mounts a file system on the data directory first. */
  readonly launcher?: (dataDir: string) => readonly string[];
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { accountId = '123456789012', region = 'us-west-2' } = options;
  const dataDir = mkdtempSync(join(tmpdir(), 'sagebrush-test-'));
  const key = { accessKeyId: 'AKIATESTTESTTEST0001', secretAccessKey: 'a/test+secret/of+forty/characters0000000' };
  const { PATH = '', HOME = '' } = process.env;
  let output = '';
  const [program = PROGRAM, ...launch] = [...(options.launcher?.(dataDir) ?? []), PROGRAM];
  const start = async (port: number) => {
    const child = spawn(
      program,
      [
        ...launch,
        ...['serve', '--port', String(port), '--data-dir', dataDir, '--log-format', 'json'],
        ...['--account-id', accountId, '--region', region, ...(options.flags ?? [])],
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH,
          HOME,
          SAGEBRUSH_ACCESS_KEY_ID: key.accessKeyId,
          SAGEBRUSH_SECRET_ACCESS_KEY: key.secretAccessKey,
          ...options.environment,
        },
      },
    );
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    return {
      child,
      endpoint: await readyEndpoint(
        child,
        (line) => {
          output += `${line}\n`;
        },
        () => output,
      ),
    };
  };
  let { child, endpoint } = await start(0);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  };
  return {
    endpoint,
    dataDir,
    accountId,
    region,
    ...key,
    environment: {
      PATH,
      HOME: dataDir,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
    },
    pid: () => child.pid ?? 0,
    output: () => output,
    end,
    async killAndRestart() {
      await end('SIGKILL');
      ({ child, endpoint } = await start(Number(new URL(endpoint).port)));
    },
    async close() {
      await end('SIGTERM');
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Resolves at the ready line and keeps reading afterwards, so that the pipe never fills. */
function readyEndpoint(child: ChildProcess, onLine: (line: string) => void, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) throw new Error('the server was started without a pipe');
    createInterface({ input: child.stdout }).on('line', (line) => {
      onLine(line);
      const endpoint = /ready.* (http:\S+)/.exec(line)?.[1];
      if (endpoint !== undefined) resolve(endpoint);
    });
    child.once('error', reject);
    child.once('exit', (exitCode) =>
      reject(new Error(`the server ended (${exitCode}) before it was ready:\n${output()}`)),
    );
  });
}
