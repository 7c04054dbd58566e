import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { removeTree } from '../../base/remove-tree.ts';
import { writeWhole } from '../../base/write-whole.ts';
import type { HostRunner, HostSpec, HostState } from '../host-runner.ts';
import { checkHostSpec, checkSources } from './check-host-spec.ts';
import { ExitWatch } from './exit-watch.ts';
import { launchSupervisor } from './launch.ts';
import { removeMemoryGroup } from './memory-groups.ts';
import { composeView } from './mount-view.ts';
import { allowedProcessors, chooseProcessors } from './processor-choice.ts';
import { SYSTEM_PATH } from './programs.ts';
import { limitedCommand } from './resource-limits.ts';
import { type RunNote, readClaim, readNote, runDirectoryName } from './run-directory.ts';
import { writePrivateParts } from './run-files.ts';
import { isSupervisorAlive, readRunState } from './run-state.ts';
import { prepareRunner, type RunnerSetup } from './runner-setup.ts';
import type { Sandbox } from './sandbox.ts';
import { SANDBOX_USER } from './sandbox-user.ts';
import { killSandbox, terminateSandbox } from './signal-tree.ts';

export interface ProcessRunnerOptions {
  /** Directory of this runner alone; made when it is not there. */
  readonly stateDir: string;
  readonly sandbox: Pick<Sandbox, 'prepare'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Directories that no job may see although they lie in a system directory; the server's data directory is one. */
  readonly hiddenPaths?: readonly string[];
  /** Further directories of this machine that every job may read. */
  readonly readOnlyPaths?: readonly string[];
}

/** How long a start may still be putting its sandbox together when a signal for it arrives. */
const SET_UP_MS_MAX = 5_000;
/** How long the kernel may take to end what was killed (a process in the middle of a slow write can't be). */
const KILL_MS_MAX = 30_000;

/** Runs hosts as processes of this machine, each in a sandbox of its own, under a supervisor that outlives the server. */
export function createProcessRunner(options: ProcessRunnerOptions): HostRunner {
  return new ProcessRunner(options);
}

class ProcessRunner implements HostRunner {
  readonly name = 'process';
  readonly #options: ProcessRunnerOptions;
  readonly #listeners: ((runId: string) => void)[] = [];
  readonly #starts = new Map<string, Promise<void>>();
  /** Runs of which nobody has been told that they ended, with the processors they were given. */
  readonly #open = new Map<string, readonly number[]>();
  readonly #watch = new ExitWatch((runId) => void this.#look(runId));
  #setup: Promise<RunnerSetup> | undefined;

  constructor(options: ProcessRunnerOptions) {
    this.#options = options;
  }

  start(spec: HostSpec): Promise<void> {
    const underWay = this.#starts.get(spec.runId);
    if (underWay) return underWay;
    const start = this.#start(spec).finally(() => this.#starts.delete(spec.runId));
    this.#starts.set(spec.runId, start);
    return start;
  }

  async inspect(runId: string): Promise<HostState> {
    await this.#starts.get(runId)?.catch(() => undefined);
    const directory = this.#directory(runId);
    const state = await readRunState(directory, this.#options.clock);
    if (state.status === 'running' && !this.#open.has(runId)) await this.#adopt(runId, directory);
    return state;
  }

  async signal(runId: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.#starts.get(runId)?.catch(() => undefined);
    const deadlineMs = signal === 'SIGKILL' ? KILL_MS_MAX : SET_UP_MS_MAX;
    for (let waitedMs = 0; waitedMs < deadlineMs; waitedMs += 20) {
      const claim = await readClaim(this.#directory(runId));
      if (claim === undefined) return;
      if (claim !== 'writing') {
        if (!(await isSupervisorAlive(claim))) return;
        if (signal === 'SIGKILL') await killSandbox(claim.supervisorPid);
        else if (await terminateSandbox(claim.supervisorPid)) return;
      }
      await sleep(20);
    }
  }

  async remove(runId: string): Promise<void> {
    await this.signal(runId, 'SIGKILL');
    const directory = this.#directory(runId);
    this.#forget(runId);
    const note = await readNote(directory);
    await removeTree(directory);
    if (note?.controlGroup !== undefined) await removeMemoryGroup(note.controlGroup);
  }

  onExit(listener: (runId: string) => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#starts.values());
    this.#watch.close();
    this.#open.clear();
    this.#listeners.length = 0;
  }

  async #start(spec: HostSpec): Promise<void> {
    checkHostSpec(spec);
    await checkSources(spec);
    this.#setup ??= prepareRunner(this.#options);
    const setup = await this.#setup.catch((error: unknown) => {
      this.#setup = undefined;
      throw error;
    });
    const directory = this.#directory(spec.runId);
    if ((await readClaim(directory)) !== undefined) return this.#adopt(spec.runId, directory);

    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const parts = writePrivateParts(directory, spec);
    const note = await this.#writeNote(setup, spec, directory);
    const command = await this.#options.sandbox.prepare({
      runDirectory: directory,
      view: composeView(setup.machineView, parts, this.#options.hiddenPaths ?? [], spec.mounts),
      hostname: spec.hostname,
      network: spec.network,
      environment: { PATH: SYSTEM_PATH, HOME: SANDBOX_USER.home, USER: SANDBOX_USER.name, ...spec.environment },
      workingDirectory: spec.workingDirectory,
      command: limitedCommand(spec.command, limitsOf(spec, note), setup.limitPrograms),
    });
    // Known as open before the launch, so that an end that comes at once is told too.
    this.#open.set(spec.runId, note.processors ?? []);
    const outcome = await launchSupervisor({
      supervisorFile: setup.supervisorFile,
      runDirectory: directory,
      controlGroup: note.controlGroup,
      command,
      logPath: spec.logPath,
      onSupervisorExit: () => void this.#look(spec.runId),
    }).catch((error: unknown) => {
      this.#forget(spec.runId);
      throw error;
    });
    if (outcome === 'taken') await this.#adopt(spec.runId, directory);
    this.#options.logger.debug({ runId: spec.runId, outcome }, 'host started');
  }

  async #writeNote(setup: RunnerSetup, spec: HostSpec, directory: string): Promise<RunNote> {
    const processors = chooseProcessors(allowedProcessors(), this.#open.values(), spec.limits.cpus);
    const controlGroup = await setup.memoryGroups?.make(runDirectoryName(spec.runId), spec.limits.memoryBytes);
    const note: RunNote = {
      runId: spec.runId,
      logPath: spec.logPath,
      ...(processors && { processors }),
      ...(controlGroup !== undefined && { controlGroup }),
    };
    writeWhole(join(directory, 'run.json'), JSON.stringify(note));
    return note;
  }

  async #adopt(runId: string, directory: string): Promise<void> {
    const note = await readNote(directory);
    this.#open.set(runId, note?.processors ?? []);
    this.#watch.add(runId, directory);
  }

  /** Tells the listeners when the run has ended and they do not know yet. */
  async #look(runId: string): Promise<void> {
    try {
      const state = await readRunState(this.#directory(runId), this.#options.clock);
      if (state.status === 'running' || !this.#open.has(runId)) return;
      this.#forget(runId);
      for (const listener of this.#listeners) listener(runId);
    } catch (error) {
      this.#options.logger.error({ runId, err: error }, 'the end of a host could not be read');
    }
  }

  #forget(runId: string): void {
    this.#open.delete(runId);
    this.#watch.remove(runId);
  }

  #directory(runId: string): string {
    return join(this.#options.stateDir, 'runs', runDirectoryName(runId));
  }
}

function limitsOf(spec: HostSpec, note: RunNote) {
  return {
    ...(note.processors && { processors: note.processors }),
    ...(note.controlGroup === undefined && { dataBytes: spec.limits.memoryBytes }),
  };
}
