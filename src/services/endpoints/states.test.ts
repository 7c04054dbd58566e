import { expect, it } from 'vitest';
import { checkTransition, ENDPOINT_STATES, type LiveStatus } from './states.ts';

it('lets an endpoint leave every status but Deleting, whose row goes', () => {
  for (const [status, rules] of Object.entries(ENDPOINT_STATES)) {
    expect(rules.next.length > 0, status).toBe(status !== 'Deleting');
  }
});

it('holds a transition that is not in the table to be a bug', () => {
  expect(() => checkTransition('Failed', 'InService')).toThrow('may not go from Failed to InService');
  expect(() => checkTransition('Creating', 'Deleting')).toThrow();
});

it('refuses updates and deletes exactly while something is in progress', () => {
  const inProgress = Object.entries(ENDPOINT_STATES).filter(([, rules]) => rules.inProgress);
  expect(inProgress.map(([status]) => status as LiveStatus)).toEqual(['Creating', 'Updating', 'Deleting']);
});
