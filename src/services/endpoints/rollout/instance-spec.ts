import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { accessEnvironment } from '../../../jobs/access-environment.ts';
import { hostLimits } from '../../../jobs/instance-types.ts';
import { ML_ROOT } from '../../../jobs/job-directory.ts';
import type { HostSpec } from '../../../runners/host-runner.ts';
import type { PreparedRuntime } from '../../../runners/image-resolver.ts';
import { instanceDirectory, instanceLog, runIdOf } from '../endpoint-names.ts';
import type { EndpointsDeps } from '../endpoints-deps.ts';
import type { EndpointRecord, FleetVariant, Instance } from '../endpoints-store.ts';
import type { VariantFiles } from './model-layout.ts';

const HOSTNAME = 'container-1';

/** A variant whose runtime and files are ready. */
export interface ReadyVariant {
  readonly variant: FleetVariant;
  readonly runtime: PreparedRuntime;
  readonly files: VariantFiles;
}

/** Makes the instance's own directory and says how to start it. The environment holds a token for keys: hand it on, do not keep it. */
export async function instanceSpec(
  deps: EndpointsDeps,
  record: EndpointRecord,
  instance: Instance,
  { variant, runtime, files }: ReadyVariant,
  deployment: string,
): Promise<HostSpec> {
  const ml = join(instanceDirectory(deployment, instance.instanceId), 'ml');
  // The mount points of the read-only parts must be there.
  for (const name of ['model', 'code']) await mkdir(join(ml, name), { recursive: true });
  return {
    runId: runIdOf(instance),
    command: runtime.serveCommand,
    environment: {
      PYTHONUNBUFFERED: '1',
      ...runtime.environment,
      // A model without a role gets no keys.
      ...accessEnvironment(deps, record, variant.roleArn, record.arn),
      ...variant.container.environment,
      SAGEMAKER_BIND_TO_PORT: String(instance.port),
    },
    workingDirectory: ML_ROOT,
    mounts: [
      { source: ml, target: ML_ROOT, readOnly: false },
      { source: files.model, target: `${ML_ROOT}/model`, readOnly: true },
      ...(files.code === undefined ? [] : [{ source: files.code, target: `${ML_ROOT}/code`, readOnly: true }]),
      ...runtime.mounts,
    ],
    hosts: [{ name: HOSTNAME, address: '127.0.0.1' }],
    hostname: HOSTNAME,
    limits: hostLimits(variant.instanceType),
    network: 'host',
    logPath: instanceLog(deployment, instance.instanceId),
  };
}
