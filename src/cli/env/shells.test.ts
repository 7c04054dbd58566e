import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { SHELLS } from './shells.ts';

describe('a shell', () => {
  it('is given values that it reads back as they were, quotes and all', () => {
    const value = `it's $HOME \\ "and" \`more\``;
    const script = `${SHELLS.sh.set('VALUE', value)}\nprintf '%s' "$VALUE"`;
    expect(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' })).toBe(value);
    expect(SHELLS.fish.set('VALUE', `it's \\`)).toBe("set -gx VALUE 'it\\'s \\\\';");
  });
});
