import { readFile, writeFile } from 'node:fs/promises';

/**
 * A file that says: what lies beside it was completed since the machine was started. A marker of an earlier start proves
 * nothing: files written before a power cut may be empty now, and no host of that time runs any more.
 */
export async function isCompleteSinceBoot(marker: string): Promise<boolean> {
  try {
    return (await readFile(marker, 'utf8')) === (await bootId());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

export async function markComplete(marker: string): Promise<void> {
  await writeFile(marker, await bootId());
}

/** Changes each time the kernel starts. */
const bootId = () => readFile('/proc/sys/kernel/random/boot_id', 'utf8');
