import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tarOf } from './tar-stream.ts';

describe('a tar of a directory', () => {
  let place: string;
  let source: string;
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'sagebrush-tar-'));
    source = join(place, 'source');
    mkdirSync(source);
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  async function bytes(): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of tarOf(source)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** Unpacks with the machine's own tar and gives the directory. */
  async function unpacked(): Promise<string> {
    const target = join(place, 'target');
    mkdirSync(target);
    execFileSync('tar', ['-xf', '-', '-C', target], { input: await bytes() });
    return target;
  }

  it('is read by any tar, with every kind of entry as it was', async () => {
    const long = `${'d'.repeat(120)}/${'e'.repeat(120)}/grün 模型.bin`;
    mkdirSync(join(source, long, '..'), { recursive: true });
    writeFileSync(join(source, long), Buffer.alloc(700_000, 7));
    writeFileSync(join(source, '@odd'), 'odd');
    writeFileSync(join(source, '-C'), '');
    mkdirSync(join(source, 'empty'));
    symlinkSync('@odd', join(source, 'link'));
    linkSync(join(source, '@odd'), join(source, 'twin'));
    execFileSync('mkfifo', [join(source, 'pipe')]);
    const target = await unpacked();
    rmSync(join(source, 'pipe'));
    expect(execFileSync('diff', ['-r', '--no-dereference', source, target]).toString()).toBe('');
    expect(readlinkSync(join(target, 'link'))).toBe('@odd');
    expect(readdirSync(target)).toEqual(readdirSync(source));
  });

  it('is the same for the same content, whatever the order of writing', async () => {
    writeFileSync(join(source, 'b'), 'b');
    writeFileSync(join(source, 'a'), 'a');
    const first = await bytes();
    expect(first.length % 512).toBe(0);
    expect((await bytes()).equals(first)).toBe(true);
  });

  it('closes its file when nobody reads on', async () => {
    writeFileSync(join(source, 'large'), Buffer.alloc(2_000_000));
    const openNow = () => readdirSync('/proc/self/fd').map((fd) => safeLink(`/proc/self/fd/${fd}`));
    for await (const chunk of tarOf(source)) {
      if (chunk.length < 100_000) continue;
      expect(openNow()).toContain(join(source, 'large'));
      break;
    }
    expect(openNow()).not.toContain(join(source, 'large'));
  });
});

function safeLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
