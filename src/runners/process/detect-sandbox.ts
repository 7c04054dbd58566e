import { createBubblewrap } from './bubblewrap.ts';
import type { Sandbox, SandboxAvailability } from './sandbox.ts';
import { createUnshare } from './unshare.ts';

export interface SandboxReport {
  readonly sandbox: Sandbox;
  readonly availability: SandboxAvailability;
}

export interface SandboxDetection {
  /** The one to use; undefined when this machine can make none. */
  readonly sandbox: Sandbox | undefined;
  /** What was found of each, best first, for `sagebrush doctor`. */
  readonly reports: readonly SandboxReport[];
}

/** Tries the sandboxes this runner knows: bubblewrap, which starts faster, before unshare, which is everywhere. */
export async function detectSandbox(): Promise<SandboxDetection> {
  const reports = await Promise.all(
    [createBubblewrap(), createUnshare()].map(async (sandbox) => ({
      sandbox,
      availability: await sandbox.available(),
    })),
  );
  return { sandbox: reports.find(({ availability }) => availability.available)?.sandbox, reports };
}
