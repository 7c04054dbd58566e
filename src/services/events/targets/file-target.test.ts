import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileTarget } from './file-target.ts';

describe('a file that events go to', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sagebrush-events-'));
    path = join(directory, 'events.jsonl');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const lane = { target: '', account: '123456789012', region: 'us-west-2' };
  const entry = (body: string) => ({ deliveryId: body, body, creationMs: 0, attempts: 0, retryMs: 0 });
  const deliver = (...bodies: string[]) =>
    fileTarget('test', path).deliver(lane, bodies.map(entry), new AbortController().signal);

  it('gets each as a line, and can be read by its owner alone', async () => {
    expect(await deliver('1', '2')).toEqual({ done: 2, refused: 0 });
    await deliver('3');
    expect(readFileSync(path, 'utf8')).toBe('1\n2\n3\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is gone on with on a new line after a write that was cut', async () => {
    writeFileSync(path, '1\n{"cu');
    await deliver('2');
    expect(readFileSync(path, 'utf8')).toBe('1\n{"cu\n2\n');
  });

  it('that cannot be written is tried again', async () => {
    path = join(directory, 'no', 'such', 'file');
    expect(await deliver('1')).toMatchObject({ done: 0, failure: { reason: expect.stringContaining('ENOENT') } });
  });

  it('has a name that does not tell where it is', () => {
    expect(fileTarget('openlineage', '/secret/place').name).toMatch(/^openlineage:[0-9a-f]{16}$/);
  });
});
