import { expect, it } from 'vitest';
import { describeEnd } from './describe-end.ts';

it('tells of stopped endpoints and of jobs that run on, and says nothing where there are none', () => {
  expect(describeEnd({ endpointsStopped: 0, jobsRunning: 0 })).toBe('');
  expect(describeEnd({ endpointsStopped: 1, jobsRunning: 1 })).toBe(
    '1 endpoint was stopped; the next start on this data directory brings it up.\n' +
      '1 job runs on; the next start on this data directory takes it up again.\n',
  );
  expect(describeEnd({ endpointsStopped: 2, jobsRunning: 3 })).toBe(
    '2 endpoints were stopped; the next start on this data directory brings them up.\n' +
      '3 jobs run on; the next start on this data directory takes them up again.\n',
  );
});
