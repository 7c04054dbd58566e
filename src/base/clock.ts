/** The only source of the time. Tests pass their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number;
}

export const systemClock: Clock = { nowMs: () => Date.now() };

/** Milliseconds to the epoch seconds (with a fraction) that the API speaks. */
export function epochSeconds(ms: number): number {
  return ms / 1000;
}

/** The API's epoch seconds to milliseconds. */
export function epochMs(seconds: number): number {
  return Math.round(seconds * 1000);
}
