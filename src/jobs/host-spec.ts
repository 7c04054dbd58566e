import { access } from 'node:fs/promises';
import type { RoleAuthority } from '../api/identity.ts';
import type { HostMount, HostSpec } from '../runners/host-runner.ts';
import type { PreparedRuntime } from '../runners/image-resolver.ts';
import { accessEnvironment, regionEnvironment } from './access-environment.ts';
import { hostLimits } from './instance-types.ts';
import { type HostDirectory, hostDirectory, ML_ROOT, sharedInput } from './job-directory.ts';
import type { JobHost, JobSpec } from './job-spec.ts';
import { SDK_DEFAULTS_PATH } from './sdk-files.ts';

export interface HostPlace {
  readonly dataDir: string;
  readonly roles: RoleAuthority;
  readonly endpoint: () => string;
  readonly runtime: PreparedRuntime;
}

/** What the runner needs to start one host. The environment holds a token for keys: hand it on, do not keep it. */
export async function hostSpec(spec: JobSpec, host: JobHost, place: HostPlace): Promise<HostSpec> {
  const directory = hostDirectory(place.dataDir, spec, host);
  const command = spec.command === 'train' ? place.runtime.trainCommand : spec.command;
  return {
    runId: host.runId,
    command,
    environment: {
      PYTHONUNBUFFERED: '1',
      SAGEMAKER_ADMIN_CONFIG_OVERRIDE: SDK_DEFAULTS_PATH,
      ...place.runtime.environment,
      ...accessOf(spec, place),
      ...spec.environment,
    },
    workingDirectory: ML_ROOT,
    mounts: [
      { source: directory.ml, target: ML_ROOT, readOnly: false },
      ...(await sharedMounts(spec, directory)),
      ...place.runtime.mounts,
    ],
    hosts: spec.hosts.map((one, index) => ({ name: one.name, address: loopbackAddress(index) })),
    hostname: host.name,
    limits: hostLimits(host.instanceType),
    network: spec.networkIsolation ? 'none' : 'host',
    logPath: directory.log,
  };
}

/** Hosts of one job share this machine: each has a loopback address of its own, from 127.0.0.1 up. */
function loopbackAddress(index: number): string {
  return `127.0.${Math.floor((index + 1) / 256)}.${(index + 1) % 256}`;
}

/** An isolated host reaches nobody and gets no keys. */
function accessOf(spec: JobSpec, place: HostPlace): Record<string, string> {
  if (spec.networkIsolation) return regionEnvironment(spec);
  return accessEnvironment(place, spec, spec.roleArn, spec.arn);
}

async function sharedMounts(spec: JobSpec, directory: HostDirectory): Promise<HostMount[]> {
  const mounts: HostMount[] = [];
  for (const [index, input] of spec.inputs.entries()) {
    const source = sharedInput(directory, index);
    try {
      await access(source);
    } catch {
      continue;
    }
    mounts.push({ source, target: input.path, readOnly: true });
  }
  return mounts;
}
