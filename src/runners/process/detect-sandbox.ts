import { RunnerError } from '../../base/errors.ts';
import { createBubblewrap } from './bubblewrap.ts';
import type { Sandbox, SandboxAvailability, SandboxSpec } from './sandbox.ts';
import { createUnshare } from './unshare.ts';

export type SandboxChoice = 'auto' | Sandbox['name'];

export interface SandboxReport {
  readonly sandbox: Sandbox;
  readonly availability: SandboxAvailability;
}

export interface SandboxDetection {
  /** The one to use; undefined when this machine can make none of those asked for. */
  readonly sandbox: Sandbox | undefined;
  /** What was found of each, best first. */
  readonly reports: readonly SandboxReport[];
}

/** Tries the sandboxes this runner knows: bubblewrap, which starts faster, before unshare, which is everywhere. */
export async function detectSandbox(choice: SandboxChoice = 'auto'): Promise<SandboxDetection> {
  const candidates = [createBubblewrap(), createUnshare()].filter(({ name }) => choice === 'auto' || choice === name);
  const reports = await Promise.all(
    candidates.map(async (sandbox) => ({ sandbox, availability: await sandbox.available() })),
  );
  return { sandbox: reports.find(({ availability }) => availability.available)?.sandbox, reports };
}

/** What is missing of each, a line for each. */
export function explainMissing(reports: readonly SandboxReport[]): string {
  return reports
    .flatMap(({ sandbox, availability }) => (availability.available ? [] : [`${sandbox.name}: ${availability.reason}`]))
    .join('\n');
}

/** The sandbox of this machine, found at the first start of a host: a server without jobs tries none. */
export class FoundSandbox implements Pick<Sandbox, 'prepare'> {
  readonly #choice: SandboxChoice;
  #found: Promise<Sandbox> | undefined;

  constructor(choice: SandboxChoice) {
    this.#choice = choice;
  }

  /** Throws RunnerError when this machine can make none. The next start tries again: it may have been mended. */
  async prepare(spec: SandboxSpec): Promise<readonly string[]> {
    this.#found ??= findSandbox(this.#choice);
    const sandbox = await this.#found.catch((error: unknown) => {
      this.#found = undefined;
      throw error;
    });
    return sandbox.prepare(spec);
  }
}

async function findSandbox(choice: SandboxChoice): Promise<Sandbox> {
  const { sandbox, reports } = await detectSandbox(choice);
  if (sandbox) return sandbox;
  throw new RunnerError('permanent', `No sandbox for jobs works on this machine.\n${explainMissing(reports)}`);
}
