/** Longest message of a log event: CloudWatch Logs' limit. Longer lines go on in the next event. */
export const LINE_BYTES_MAX = 256 * 1024;

const LF = 0x0a;
const CR = 0x0d;

export interface SplitLines {
  /** Messages without line ends; empty lines are left out, as CloudWatch takes none. */
  readonly lines: string[];
  /** Bytes of the input that the lines account for; the rest is the beginning of a line. */
  readonly consumedBytes: number;
}

/**
 * Cuts a log file's bytes into messages. `open` says what to do with the beginning of a line at the end: `hold` keeps it
 * for the next read, `progress` lets go of the part before the last carriage return (a progress bar that is being
 * redrawn), `flush` takes all, since nothing more will come.
 */
export function splitLines(bytes: Buffer, open: 'hold' | 'progress' | 'flush'): SplitLines {
  const lines: string[] = [];
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(LF, start);
    if (end >= 0 && end - start <= LINE_BYTES_MAX) {
      addLine(lines, bytes.subarray(start, end));
      start = end + 1;
    } else if (bytes.length - start > LINE_BYTES_MAX) {
      const cut = characterBoundary(bytes, start, start + LINE_BYTES_MAX);
      addLine(lines, bytes.subarray(start, cut));
      start = cut;
    } else {
      break;
    }
  }
  return { lines, consumedBytes: start + takeOpen(lines, bytes.subarray(start), open) };
}

function takeOpen(lines: string[], rest: Buffer, open: 'hold' | 'progress' | 'flush'): number {
  const end = open === 'flush' ? rest.length : open === 'progress' ? rest.lastIndexOf(CR) + 1 : 0;
  addLine(lines, rest.subarray(0, end));
  return end;
}

/** A line redrawn with carriage returns is shown as a terminal would: what was drawn last. */
function addLine(lines: string[], bytes: Buffer): void {
  // PostgreSQL stores no NUL in text. Bytes that are no UTF-8 become the replacement character, too.
  const text = bytes.toString('utf8').replaceAll('\0', '\ufffd');
  const drawn = text.split('\r').findLast((part) => part !== '');
  if (drawn !== undefined) lines.push(drawn);
}

/** The last place at or before `at` that does not split a UTF-8 character. */
function characterBoundary(bytes: Buffer, start: number, at: number): number {
  let cut = at;
  while (cut > at - 4 && cut > start && ((bytes[cut] ?? 0) & 0xc0) === 0x80) cut -= 1;
  return ((bytes[cut] ?? 0) & 0xc0) === 0x80 ? at : cut;
}
