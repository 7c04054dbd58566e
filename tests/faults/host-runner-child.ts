import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import type { HostSpec } from '../../src/runners/host-runner.ts';
import { createBubblewrap } from '../../src/runners/process/bubblewrap.ts';
import { createProcessRunner } from '../../src/runners/process/process-runner.ts';
import { createUnshare } from '../../src/runners/process/unshare.ts';

/** What the parent wants started. */
export interface HostRunnerChildInput {
  readonly stateDir: string;
  readonly sandbox: 'bubblewrap' | 'unshare';
  readonly specs: readonly HostSpec[];
}

const input = JSON.parse(process.argv[2] ?? '') as HostRunnerChildInput;
const runner = createProcessRunner({
  stateDir: input.stateDir,
  sandbox: input.sandbox === 'bubblewrap' ? createBubblewrap() : createUnshare(),
  clock: systemClock,
  logger: silentLogger,
});
process.stdout.write('ready\n');
for (const spec of input.specs) {
  await runner.start(spec);
  process.stdout.write(`${spec.runId}\n`);
}
process.stdout.write('all started\n');
// Waits to be killed.
setInterval(() => undefined, 60_000);
