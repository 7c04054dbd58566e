import { describe, expect, it } from 'vitest';
import type { HostSpec } from '../host-runner.ts';
import { checkHostSpec } from './check-host-spec.ts';

const GOOD: HostSpec = {
  runId: 'r',
  command: ['python3', 'x.py'],
  environment: { 'SM_HP_learning-rate': '0.1' },
  workingDirectory: '/opt/ml',
  mounts: [],
  hosts: [{ name: 'algo-1', address: '127.0.0.1' }],
  hostname: 'algo-1',
  limits: { cpus: 2, memoryBytes: 1 },
  network: 'host',
  logPath: '/tmp/log',
};

describe('checking what is to be started', () => {
  it('lets ordinary hosts pass', () => {
    expect(() => checkHostSpec(GOOD)).not.toThrow();
  });

  it.each<[string, Partial<HostSpec>]>([
    ['an empty command', { command: [] }],
    ['a null character in an argument', { command: ['a\0b'] }],
    ['a null character in a variable', { environment: { A: 'b\0c' } }],
    ['an equals sign in the name of a variable', { environment: { 'A=B': 'c' } }],
    ['a nameless variable', { environment: { '': 'c' } }],
    ['a variable larger than the kernel takes', { environment: { A: 'x'.repeat(200_000) } }],
    ['a host name with a line break', { hosts: [{ name: 'a\n1.1.1.1 aws', address: '127.0.0.1' }] }],
    ['an address that is none', { hosts: [{ name: 'a', address: '127.0.0.1 evil' }] }],
    ['a host name that looks like an option', { hostname: '-F' }],
    ['a relative working directory', { workingDirectory: 'opt' }],
    ['a relative log', { logPath: 'log' }],
    ['no memory', { limits: { cpus: 1, memoryBytes: 0 } }],
  ])('refuses %s', (_what, change) => {
    expect(() => checkHostSpec({ ...GOOD, ...change })).toThrow(/the host can't be started/);
  });
});
