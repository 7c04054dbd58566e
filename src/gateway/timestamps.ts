const ISO_8601 = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Epoch seconds of an ISO 8601 text, or of epoch seconds written as text. Undefined for anything else. */
export function parseTimestamp(text: string): number | undefined {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  const ms = ISO_8601.test(text) ? Date.parse(withZone(text)) : parseHttpDate(text);
  return Number.isNaN(ms) ? undefined : ms / 1000;
}

/** A time without a zone is meant in UTC, as the wire formats have it. */
function withZone(text: string): string {
  return /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) || text.length === 10 ? text : `${text}Z`;
}

function parseHttpDate(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} /.test(text) ? Date.parse(text) : Number.NaN;
}
