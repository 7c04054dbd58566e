import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../base/write-whole.ts';
import type { HostSpec } from '../host-runner.ts';
import type { PrivateParts } from './mount-view.ts';

// These files are few and tiny, and a job's first line waits for them: they take less time than a turn through the
// thread pool would for each.

/**
 * Lays out the files and directories of a run that its process will see in place of the machine's own. Several starts of
 * one run may be under way.
 */
export function writePrivateParts(runDirectory: string, spec: HostSpec): PrivateParts {
  const parts: PrivateParts = {
    hostsFile: join(runDirectory, 'hosts'),
    hostnameFile: join(runDirectory, 'hostname'),
    temporaryDirectory: join(runDirectory, 'tmp'),
    homeDirectory: join(runDirectory, 'home'),
  };
  mkdirSync(parts.temporaryDirectory, { recursive: true });
  chmodSync(parts.temporaryDirectory, 0o1777);
  mkdirSync(parts.homeDirectory, { recursive: true });
  writeWhole(parts.hostsFile, hostsText(spec), 0o644);
  writeWhole(parts.hostnameFile, `${spec.hostname}\n`, 0o644);
  return parts;
}

function hostsText(spec: HostSpec): string {
  const lines = spec.hosts.map(({ name, address }) => `${address}\t${name}`);
  return ['127.0.0.1\tlocalhost', '::1\tlocalhost ip6-localhost ip6-loopback', ...lines, ''].join('\n');
}
