import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { validationException } from '../../api/errors.ts';
import { formatArn, partitionOf, type Scope, sagemakerArn } from '../../base/arn.ts';
import type { EndpointRecord } from './endpoints-store.ts';

export const ENDPOINT_KIND = 'endpoint';

export const endpointArn = (scope: Scope, name: string) => sagemakerArn(scope, 'endpoint', name);
export const configArn = (scope: Scope, name: string) => sagemakerArn(scope, 'endpoint-config', name);

// Waiters and SDKs match on these words; all are ValidationException, as the service has it.
export const noSuchEndpoint = (arn: string) => validationException(`Could not find endpoint "${arn}".`);
export const noSuchConfig = (arn: string) => validationException(`Could not find endpoint configuration "${arn}".`);
export const endpointInProgress = (arn: string) => validationException(`Cannot update in-progress endpoint "${arn}".`);

export const workOf = (record: EndpointRecord) => ({ kind: ENDPOINT_KIND, key: record.arn });

/** The same for the same place in a deployment, so that a start that was cut off is found again. */
export function instanceIdOf(deploymentId: string, variant: string, number: number): string {
  const digest = createHash('sha256').update(`${deploymentId}/${variant}/${number}`).digest('hex');
  return `i-${digest.slice(0, 17)}`;
}

export function runIdOf(instance: { readonly instanceId: string; readonly attempt: number }): string {
  return `endpoint-${instance.instanceId}-${instance.attempt}`;
}

/** The instance that a run id of ours belongs to; undefined for the runs of others. */
export function instanceOfRun(runId: string): string | undefined {
  return /^endpoint-(i-[0-9a-f]{17})-[0-9]+$/.exec(runId)?.[1];
}

export const logGroupOf = (endpointName: string) => `/aws/sagemaker/Endpoints/${endpointName}`;

export const logStreamOf = (instance: { readonly variant: string; readonly instanceId: string }) =>
  `${instance.variant}/${instance.instanceId}`;

export function logStreamArn(scope: Scope, endpointName: string, stream: string): string {
  return formatArn({
    partition: partitionOf(scope.region),
    service: 'logs',
    region: scope.region,
    account: scope.account,
    resource: `log-group:${logGroupOf(endpointName)}:log-stream:${stream}`,
  });
}

/** Where a deployment lives on this machine. Names are checked against the model's patterns before they come here. */
export function deploymentDirectory(dataDir: string, record: EndpointRecord, deploymentId: string): string {
  const { account, region, name } = record;
  return join(dataDir, 'endpoints', account, region, name.toLowerCase(), deploymentId);
}

/** Files of one variant, shared read-only by its instances, and of one instance. */
export const variantDirectory = (deployment: string, variant: string) => join(deployment, 'variants', variant);
export const instanceDirectory = (deployment: string, instanceId: string) => join(deployment, 'instances', instanceId);
export const instanceLog = (deployment: string, instanceId: string) =>
  join(instanceDirectory(deployment, instanceId), 'log');
