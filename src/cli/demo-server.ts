import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { InvariantError } from '../base/errors.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/sagebrush', import.meta.url));

/** A server in a process of its own, as a user would start it. */
export interface DemoServer {
  readonly endpoint: string;
  /** Milliseconds from the start of the process to its ready line. */
  readonly startMs: number;
  readonly process: ChildProcess;
}

export interface DemoServerOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly python: string | undefined;
}

export function serverLogPath(dataDir: string): string {
  return join(dataDir, 'server.log');
}

/** Resolves when the server is ready. Throws when it ends before. */
export async function startDemoServer(options: DemoServerOptions): Promise<DemoServer> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const log = openSync(serverLogPath(options.dataDir), 'a', 0o600);
  const startedAt = performance.now();
  const child = spawn(PROGRAM, serveArguments(options), { stdio: ['ignore', 'pipe', log], detached: true });
  closeSync(log);
  const { stdout } = child;
  if (!stdout) throw new InvariantError('the server was started without a pipe');
  try {
    for await (const line of createInterface({ input: stdout })) {
      const endpoint = /ready.* (http:\S+)/.exec(line)?.[1];
      if (endpoint !== undefined) return { endpoint, startMs: performance.now() - startedAt, process: child };
    }
  } finally {
    // A pipe that nobody reads would stop the server once it is full.
    stdout.resume();
  }
  throw new Error(`the server did not start; ${serverLogPath(options.dataDir)} says why`);
}

/** Sends the signal and waits for the end of the process. */
export async function endDemoServer(server: DemoServer, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const { process: child } = server;
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

function serveArguments({ port, dataDir, cacheDir, python }: DemoServerOptions): string[] {
  return [
    'serve',
    ...['--port', String(port), '--data-dir', dataDir, '--cache-dir', cacheDir, '--log-format', 'json'],
    ...(python === undefined ? [] : ['--python', python]),
  ];
}
