import { describe, expect, it } from 'vitest';
import { composeView, type MachineView, type PrivateParts } from './mount-view.ts';

const MACHINE: MachineView = { system: [{ kind: 'bind', source: '/usr', target: '/usr', readOnly: true }] };
const PARTS: PrivateParts = {
  hostsFile: '/run-dir/hosts',
  hostnameFile: '/run-dir/hostname',
  temporaryDirectory: '/run-dir/tmp',
  homeDirectory: '/run-dir/home',
};

function targets(mounts: Parameters<typeof composeView>[3], hidden: readonly string[] = []): string[] {
  return composeView(MACHINE, PARTS, hidden, mounts).map(({ target }) => target);
}

describe('the view of a host', () => {
  it('puts what the job asked for over all else, outer directories first', () => {
    const inner = { source: '/d', target: '/opt/ml/input/data/train', readOnly: true };
    const outer = { source: '/j', target: '/opt/ml', readOnly: false };
    expect(targets([inner, outer]).slice(-2)).toEqual(['/opt/ml', '/opt/ml/input/data/train']);
  });

  it('covers hidden paths only where they would be seen, and before the mounts of the job', () => {
    const mount = { source: '/usr/local/data/jobs/1', target: '/opt/ml', readOnly: false };
    const seen = targets([mount], ['/usr/local/data', '/var/lib/data']);
    expect(seen).toContain('/usr/local/data');
    expect(seen).not.toContain('/var/lib/data');
    expect(seen.indexOf('/usr/local/data')).toBeLessThan(seen.indexOf('/opt/ml'));
  });

  it('takes no notice of a slash at the end', () => {
    expect(targets([{ source: '/j/', target: '/opt/ml/', readOnly: false }]).at(-1)).toBe('/opt/ml');
  });

  it.each(['relative', '/opt/../etc', '/', '/opt//ml', '/opt/ml/.', ''])('refuses %j as a place of a mount', (path) => {
    expect(() => targets([{ source: '/j', target: path, readOnly: false }])).toThrow(/plain absolute paths/);
    expect(() => targets([{ source: path, target: '/opt/ml', readOnly: false }])).toThrow(/plain absolute paths/);
  });
});
