import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';

/** A source archive that holds one script, as the SDK's script mode makes it. */
export async function scriptArchive(script: string): Promise<Buffer> {
  const directory = mkdtempSync(join(tmpdir(), 'sagebrush-script-'));
  try {
    writeFileSync(join(directory, 'train.py'), script);
    return Buffer.concat(await create({ cwd: directory, gzip: true }, ['train.py']).collect());
  } finally {
    rmSync(directory, { recursive: true });
  }
}
