import { readFileSync } from 'node:fs';

/** Processors this server itself may use, as the kernel lists them (`0-3,8`). */
export function allowedProcessors(): number[] {
  const status = readFileSync('/proc/self/status', 'utf8');
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '0';
  return parseProcessorList(list);
}

export function parseProcessorList(list: string): number[] {
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/**
 * Picks processors for a run: those with the fewest runs on them, so that small runs do not pile up on the first one.
 * Undefined when the run may use all there are.
 */
export function chooseProcessors(
  allowed: readonly number[],
  inUse: Iterable<readonly number[]>,
  wanted: number,
): number[] | undefined {
  const count = Math.max(1, Math.ceil(wanted));
  if (count >= allowed.length) return undefined;
  const load = new Map(allowed.map((processor) => [processor, 0]));
  for (const processors of inUse) {
    for (const processor of processors) load.set(processor, (load.get(processor) ?? 0) + 1);
  }
  return [...allowed]
    .sort((a, b) => (load.get(a) ?? 0) - (load.get(b) ?? 0) || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
}
