/** Prints rows under a heading, or as JSON for programs. */
export function printRows(rows: readonly Readonly<Record<string, string>>[], json: boolean | undefined): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
    return;
  }
  const [first] = rows;
  if (!first) {
    process.stdout.write('None.\n');
    return;
  }
  const names = Object.keys(first);
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => (row[name] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `${cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd()}\n`;
  process.stdout.write(line(names.map((name) => name.toUpperCase())));
  for (const row of rows) process.stdout.write(line(names.map((name) => row[name] ?? '')));
}

/** Prints what was made: one fact a line, or JSON. */
export function printFacts(facts: Readonly<Record<string, string>>, json: boolean | undefined): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(facts, undefined, 2)}\n`);
    return;
  }
  const width = Math.max(...Object.keys(facts).map((name) => name.length));
  for (const [name, value] of Object.entries(facts)) process.stdout.write(`${name.padEnd(width)}  ${value}\n`);
}

/** Epoch seconds as a date and time without fractions. */
export function dateText(seconds: number | undefined): string {
  return seconds === undefined ? '' : new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
