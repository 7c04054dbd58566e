import { describe, expect, it } from 'vitest';
import { chooseProcessors, parseProcessorList } from './processor-choice.ts';

describe('choosing processors', () => {
  it('reads the lists that the kernel writes', () => {
    expect(parseProcessorList('0-3,8,10-11')).toEqual([0, 1, 2, 3, 8, 10, 11]);
    expect(parseProcessorList('5')).toEqual([5]);
  });

  it('gives no list to a run that may use all there are', () => {
    expect(chooseProcessors([0, 1], [], 2)).toBeUndefined();
    expect(chooseProcessors([0, 1], [], 64)).toBeUndefined();
  });

  it('takes those with the fewest runs, and rounds a part of a processor up', () => {
    expect(chooseProcessors([0, 1, 2, 3], [[0, 1], [0]], 2)).toEqual([2, 3]);
    expect(chooseProcessors([0, 1, 2, 3], [[0, 1], [0], [2, 3], [3]], 1)).toEqual([1]);
    expect(chooseProcessors([4, 6], [], 0.25)).toEqual([4]);
  });
});
