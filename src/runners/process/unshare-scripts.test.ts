import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { SandboxSpec } from './sandbox.ts';
import { fstabText, initScript, quote } from './unshare-scripts.ts';

const SPEC: SandboxSpec = {
  runDirectory: '/run-dir',
  view: [],
  hostname: 'algo-1',
  network: 'host',
  environment: {},
  workingDirectory: '/',
  command: ['env'],
};

function runInit(changes: Partial<SandboxSpec>): string {
  return execFileSync('/bin/sh', ['-c', initScript({ ...SPEC, ...changes })], {
    env: { PATH: '/usr/bin:/bin' },
  }).toString();
}

describe('the scripts of the unshare sandbox', () => {
  it('quote every text so that the shell takes it as it is', () => {
    const hostile = `a'b"c$(id)\`id\`\\ \n;#*`;
    expect(execFileSync('/bin/sh', ['-c', `printf %s ${quote(hostile)}`]).toString()).toBe(hostile);
    expect(runInit({ command: ['printf', '%s', hostile] })).toBe(hostile);
  });

  it('set every variable, also those whose names a shell would not take or keeps for itself', () => {
    const environment = {
      PLAIN: "it's",
      'SM_HP_a-b.c': 'x y',
      UID: '7',
      PPID: '8',
      OPTIND: 'text',
      IFS: 'x',
      LONG: 'line\nline',
    };
    const output = runInit({ environment });
    for (const [name, value] of Object.entries(environment)) expect(`\n${output}`).toContain(`\n${name}=${value}\n`);
  });

  it('give the exit code of the command', () => {
    expect(() => runInit({ command: ['/bin/sh', '-c', 'exit 9'] })).toThrow(expect.objectContaining({ status: 9 }));
  });

  it('say nothing of a command that a signal ended, and leave its own words', () => {
    const script = initScript({ ...SPEC, command: ['/bin/sh', '-c', 'echo mine >&2; ls /proc/self/fd; kill -9 $$'] });
    const { status, stderr, stdout } = spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 137, stderr: 'mine\n' });
    expect(stdout.split('\n')).not.toContain('4');
  });

  it('write blanks in paths as mount wants them', () => {
    const view = [{ kind: 'bind', source: '/a b/c', target: '/opt/m l', readOnly: false }] as const;
    expect(fstabText('/root dir', view, [])).toContain(
      '/a\\040b/c /root\\040dir/opt/m\\040l none rbind,X-mount.mkdir 0 0',
    );
  });
});
