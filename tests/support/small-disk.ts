import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { startTestServer, type TestServer } from './server.ts';

/** A server whose data directory is a small file system of its own, which tests fill and empty. */
export interface SmallDiskServer extends TestServer {
  /** A path in the data directory, as this process reaches it: the disk is mounted for the server alone. */
  inside(...names: string[]): string;
  freeBytes(): number;
  /** Takes all room but this much. */
  fill(leaveBytes: number): void;
  /** Gives back what was taken. */
  empty(): void;
}

/** A name of its own at each run: `mount` for the server's view of the machine only, as any user may. */
const MOUNT = 'mount -t tmpfs -o "size=$1,mode=700" tmpfs "$2" && shift 2 && exec "$@"';
const CHUNK = Buffer.alloc(64 * 1024, 1);
const BLOCK = Buffer.alloc(4096, 1);

/** Starts the program itself; `image` is run on this machine's Python. */
export async function startOnSmallDisk(sizeMib: number, image: string): Promise<SmallDiskServer> {
  const server = await startTestServer({
    flags: ['--images', `${image}=/usr/bin/python3`],
    launcher: (dataDir) => [
      ...['unshare', '--user', '--map-root-user', '--mount', '--propagation', 'private'],
      ...['/bin/sh', '-c', MOUNT, 'sh', `${sizeMib}m`, dataDir],
    ],
  });
  const inside = (...names: string[]) => join(`/proc/${server.pid()}/root`, server.dataDir, ...names);
  const filler = () => inside('filler');
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(inside());
    return bavail * bsize;
  };
  return {
    ...server,
    inside,
    freeBytes,
    fill(leaveBytes) {
      const file = openSync(filler(), 'a');
      try {
        while (freeBytes() >= leaveBytes + CHUNK.length) writeSync(file, CHUNK);
        while (freeBytes() >= leaveBytes + BLOCK.length) writeSync(file, BLOCK);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
    },
    empty: () => rmSync(filler(), { force: true }),
  };
}
