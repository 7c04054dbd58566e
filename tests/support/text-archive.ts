import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';

/** A gzipped tar of text files. */
export async function archiveOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const directory = mkdtempSync(join(tmpdir(), 'sagebrush-archive-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  const archive = Buffer.concat(await create({ cwd: directory, gzip: true }, Object.keys(files)).collect());
  rmSync(directory, { recursive: true });
  return archive;
}

/** A tar whose entry climbs out of the directory that it is unpacked in. */
export async function archiveThatLeaves(): Promise<Buffer> {
  const directory = mkdtempSync(join(tmpdir(), 'sagebrush-archive-'));
  writeFileSync(join(directory, 'escape'), 'gotcha');
  const prefix = '../../..';
  const archive = Buffer.concat(
    await create({ cwd: directory, gzip: true, prefix, preservePaths: true }, ['escape']).collect(),
  );
  rmSync(directory, { recursive: true });
  return archive;
}
