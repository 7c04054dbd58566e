import { expect, it } from 'vitest';
import { GitSlots } from './git-slots.ts';

it('leaves room for other accounts when one takes all that it may, and gives room back', () => {
  const slots = new GitSlots({ all: 3, ofAccount: 2 });
  const [first, second] = [slots.take('a'), slots.take('a')];
  expect([first, second]).not.toContain(undefined);
  expect(slots.take('a')).toBeUndefined();
  const other = slots.take('b');
  expect(other).toBeDefined();
  expect(slots.take('c')).toBeUndefined();
  first?.();
  expect(slots.take('a')).toBeDefined();
  other?.();
  expect(slots.take('c')).toBeDefined();
});
