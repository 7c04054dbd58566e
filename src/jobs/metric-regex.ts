/**
 * The regular expression of a metric definition as JavaScript has it. Definitions are written for Python or Java, whose
 * named groups and leading flags are spelled otherwise. Throws SyntaxError for what JavaScript can't express.
 */
export function metricRegex(source: string): RegExp {
  const flags = /^\(\?([ims]+)\)/.exec(source);
  const body = source.slice(flags?.[0].length ?? 0).replaceAll('(?P<', '(?<');
  return new RegExp(body, flags?.[1] ?? '');
}

/** Number of capture groups; a metric's value is the first one. */
export function captureGroups(regex: RegExp): number {
  return (new RegExp(`${regex.source}|`, regex.flags).exec('')?.length ?? 1) - 1;
}
