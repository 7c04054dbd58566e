import type fc from 'fast-check';

/**
 * How long a fuzz test goes on, and from which seed: a new one each time, printed, or the one in FUZZ_SEED. The same
 * seed makes the same inputs in the same order; FUZZ_SECONDS lets a long search run on.
 */
export function fuzzSettings(what: string, seconds: number): fc.Parameters<unknown> {
  const given = process.env['FUZZ_SEED'];
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
  console.log(`${what}: FUZZ_SEED=${seed}`);
  const limitMs = Number(process.env['FUZZ_SECONDS'] ?? seconds) * 1000;
  return { seed, numRuns: 1_000_000, interruptAfterTimeLimit: limitMs, endOnFailure: true };
}
