import { createBubblewrap } from '../../src/runners/process/bubblewrap.ts';
import { describeHostRunner } from './host-runner-cases.ts';

describeHostRunner('the process runner on bubblewrap', createBubblewrap());
