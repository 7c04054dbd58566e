import type fc from 'fast-check';

/** A change is judged by inputs that do not depend on luck; the search for new ones is `FUZZ_SEED=random`. */
const USUAL_SEED = 20_201_201;

/**
 * How long a fuzz test goes on, and from which seed, which is printed: FUZZ_SEED may be a number, or `random`. The same
 * seed makes the same inputs in the same order; FUZZ_SECONDS lets a long search run on.
 */
export function fuzzSettings(what: string, seconds: number): fc.Parameters<unknown> {
  const given = process.env['FUZZ_SEED'];
  const seed = given === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(given ?? USUAL_SEED);
  console.log(`${what}: FUZZ_SEED=${seed}`);
  const limitMs = Number(process.env['FUZZ_SECONDS'] ?? seconds) * 1000;
  return { seed, numRuns: 1_000_000, interruptAfterTimeLimit: limitMs, endOnFailure: true };
}
