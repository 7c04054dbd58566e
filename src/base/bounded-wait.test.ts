import { describe, expect, it } from 'vitest';
import { abandonable, settledWithin } from './bounded-wait.ts';

const never = new Promise<never>(() => {});

describe('a bounded wait', () => {
  it('gives what the work gives, or throws what it throws', async () => {
    const { signal } = new AbortController();
    expect(await abandonable(Promise.resolve(7), signal)).toBe(7);
    await expect(abandonable(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
    expect(await settledWithin(Promise.resolve(7), 60_000)).toBe(true);
    await expect(settledWithin(Promise.reject(new Error('broken')), 60_000)).rejects.toThrow('broken');
  });

  it('ends with the reason of its signal, before or after the abort', async () => {
    const abort = new AbortController();
    const waiting = abandonable(never, abort.signal);
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(abandonable(Promise.resolve(7), abort.signal)).rejects.toThrow('enough');
  });

  it('ends when its time is over, and drops a failure that comes later', async () => {
    let fail = (_: Error) => {};
    const work = new Promise<void>((_, reject) => {
      fail = reject;
    });
    expect(await settledWithin(work, 1)).toBe(false);
    // An unhandled rejection would fail the run.
    fail(new Error('too late'));
  });
});
