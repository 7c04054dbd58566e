import { readFileSync, writeFileSync } from 'node:fs';

/**
 * A file that says: what lies beside it was completed since the machine was started. A marker of an earlier start proves
 * nothing: files written before a power cut may be empty now, and no host of that time runs any more.
 */
export function isCompleteSinceBoot(marker: string): boolean {
  try {
    return readFileSync(marker, 'utf8') === bootId();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

export function markComplete(marker: string): void {
  writeFileSync(marker, bootId());
}

/** Changes each time the kernel starts. */
const bootId = () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
