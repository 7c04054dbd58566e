import { describe, expect, it } from 'vitest';
import { runDirectoryName } from './run-directory.ts';

describe('the directory of a run', () => {
  it.each(['../../etc', '/', '.', '..', 'a/b', 'x\n', '', 'é', 'a'.repeat(5000)])(
    'is one plain name for %j',
    (runId) => {
      expect(runDirectoryName(runId)).toMatch(/^[A-Za-z0-9-]{0,48}\.[0-9a-f]{24}$/);
    },
  );

  it('tells apart ids that read alike', () => {
    expect(runDirectoryName('a/b')).not.toBe(runDirectoryName('a.b'));
    expect(runDirectoryName('a/b')).toBe(runDirectoryName('a/b'));
  });
});
