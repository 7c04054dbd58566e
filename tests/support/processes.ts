import { readdir, readFile } from 'node:fs/promises';

/** Ids of the processes of this machine that have the text in their environment or command line. */
export async function processesWith(text: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const parts = await Promise.all(
        ['environ', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
      );
      return pid !== process.pid && parts.some((part) => part.includes(text));
    }),
  );
  return pids.filter((_, index) => found[index]);
}
