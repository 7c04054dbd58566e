import { describe, expect, it } from 'vitest';
import { chooseInterpreter, type Interpreter } from './interpreters.ts';

function python(minor: number): Interpreter {
  return { command: `p${minor}`, executable: `/p${minor}`, minor, version: `3.${minor}.0`, prefixes: [] };
}

describe('choosing a Python', () => {
  it('takes the newest on which the framework is of the very series that was asked for', () => {
    expect(chooseInterpreter([python(9), python(13), python(11), python(10)], 11).minor).toBe(11);
  });

  it('takes the closest above when there is none', () => {
    expect(chooseInterpreter([python(14), python(13)], 11).minor).toBe(13);
  });

  it('says what is missing when there is no Python at all', () => {
    expect(() => chooseInterpreter([], 11)).toThrow(/no Python between 3\.9 and 3\.14 is on the PATH/);
  });
});
