const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Calendar units at their usual round length: the window of a cache needs no more. */
const DATE_UNITS_MS = { Y: 365 * DAY_MS, M: 30 * DAY_MS, W: 7 * DAY_MS, D: DAY_MS } as const;
const TIME_UNITS_MS = { H: HOUR_MS, M: 60_000, S: 1000 } as const;

const DURATION = /^P?(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/**
 * Milliseconds of an ISO 8601 duration, of any letter case and also without the leading letters: `P30D`, `30d`, `T12H`,
 * `PT1H`, `1h` all occur in definitions. `M` before a `T` means months. Undefined when it is none.
 */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text.trim().toUpperCase());
  if (!match) return undefined;
  const [, years, months, weeks, days, hours, minutes, seconds] = match;
  const parts = [
    [years, DATE_UNITS_MS.Y],
    [months, DATE_UNITS_MS.M],
    [weeks, DATE_UNITS_MS.W],
    [days, DATE_UNITS_MS.D],
    [hours, TIME_UNITS_MS.H],
    [minutes, TIME_UNITS_MS.M],
    [seconds, TIME_UNITS_MS.S],
  ] as const;
  if (parts.every(([count]) => count === undefined)) return undefined;
  return parts.reduce((total, [count, unitMs]) => total + Number(count ?? 0) * unitMs, 0);
}
