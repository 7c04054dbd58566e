import { describe, expect, it } from 'vitest';
import { messageFilter } from './filter-pattern.ts';

describe('messageFilter', () => {
  it.each([
    ['', 'anything', true],
    ['ERROR', 'an ERROR here', true],
    ['ERROR', 'an error here', false],
    ['ERROR disk', 'disk ERROR', true],
    ['ERROR disk', 'ERROR', false],
    ['?ERROR ?WARN', 'WARN', true],
    ['?ERROR ?WARN', 'INFO', false],
    ['ERROR -disk', 'ERROR disk', false],
    ['"two words"', 'has two words', true],
    ['"two words"', 'words two', false],
    ['"say \\"no\\""', 'they say "no"', true],
    ['-"two words"', 'has two words', false],
  ])('%s and "%s": %s', (pattern, message, wanted) => {
    expect(messageFilter(pattern)(message)).toBe(wanted);
  });

  it.each(['{ $.level = "x" }', '[a, b]', '%a+%'])('refuses %s, which is another language', (pattern) => {
    expect(() => messageFilter(pattern)).toThrow('not supported');
  });
});
