import { createBubblewrap } from '../../src/runners/process/bubblewrap.ts';
import { createUnshare } from '../../src/runners/process/unshare.ts';
import { describeHostRunner } from './host-runner-cases.ts';

/** The user `nobody`. */
const NOBODY = 65534;

// Every test file has a process of its own, so there is nobody who would need to be root again.
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}

describeHostRunner('the process runner on bubblewrap, without privileges', createBubblewrap());
describeHostRunner('the process runner on unshare, without privileges', createUnshare());
