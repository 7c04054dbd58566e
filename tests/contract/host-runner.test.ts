import { createBubblewrap } from '../../src/runners/process/bubblewrap.ts';
import { createUnshare } from '../../src/runners/process/unshare.ts';
import { describeHostRunner } from './host-runner-cases.ts';

describeHostRunner('the process runner on bubblewrap', createBubblewrap());
describeHostRunner('the process runner on unshare', createUnshare());
