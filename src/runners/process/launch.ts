import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { RunnerError } from '../../base/errors.ts';
import { SYSTEM_PATH } from './programs.ts';

export interface Launch {
  readonly supervisorFile: string;
  readonly runDirectory: string;
  readonly controlGroup: string | undefined;
  /** The sandbox's command. */
  readonly command: readonly string[];
  readonly logPath: string;
  /** Called when a supervisor that this call started has ended. */
  readonly onSupervisorExit: () => void;
}

/**
 * Starts the supervisor in a session of its own, so that nothing that ends the server ends it too.
 * Gives `claimed` when it started the run, `taken` when another supervisor had done so before.
 */
export async function launchSupervisor(launch: Launch): Promise<'claimed' | 'taken'> {
  await mkdir(dirname(launch.logPath), { recursive: true });
  const log = await open(launch.logPath, 'a', 0o600);
  try {
    const child = spawn(
      '/bin/sh',
      [launch.supervisorFile, launch.runDirectory, launch.controlGroup ?? '-', ...launch.command],
      { detached: true, cwd: '/', env: { PATH: SYSTEM_PATH }, stdio: ['ignore', log.fd, log.fd, 'pipe'] },
    );
    const word = await firstWord(child);
    if (word === 'claimed') child.once('exit', launch.onSupervisorExit);
    if (word !== 'claimed' && word !== 'taken') {
      throw new RunnerError(
        'transient',
        `the supervisor could not write into ${launch.runDirectory}; is the disk full?`,
      );
    }
    return word;
  } finally {
    await log.close();
  }
}

/** What the supervisor says on descriptor 3. */
function firstWord(child: ChildProcess): Promise<string> {
  child.unref();
  const channel = child.stdio[3] as Readable;
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('error', (error) => {
      reject(new RunnerError('transient', `the supervisor could not be started: ${error.message}`, { cause: error }));
    });
    channel.setEncoding('utf8');
    channel.on('data', (chunk: string) => {
      text += chunk;
    });
    channel.once('error', () => resolve(text.trim()));
    channel.once('close', () => resolve(text.trim()));
  });
}
