import { describe, expect, it } from 'vitest';
import { PerFrozen } from './per-frozen.ts';

describe('What is made of a frozen object', () => {
  it('is kept and frozen', () => {
    const kept = new PerFrozen<object, object>();
    const row = Object.freeze({ name: 'a' });
    const made = kept.keep(row, { Name: 'a' });
    expect(kept.get(row)).toBe(made);
    expect(Object.isFrozen(made)).toBe(true);
  });

  it('is not kept of an object that may change', () => {
    const kept = new PerFrozen<object, object>();
    const row = { name: 'a' };
    kept.keep(row, { Name: 'a' });
    expect(kept.get(row)).toBeUndefined();
  });
});
