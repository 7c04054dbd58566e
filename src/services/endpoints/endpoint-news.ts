import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import { tagMap } from '../events/index.ts';
import type { Listeners } from '../job-news.ts';
import { tagsOf } from '../tags/index.ts';
import { partsOf } from './deployment-lineage.ts';
import type { EndpointRecord, Fleet } from './endpoints-store.ts';

/** Tells that an endpoint has entered its status, or is gone. Events write statuses as IN_SERVICE. */
export async function tellOfEndpoint(
  { events }: Listeners,
  tx: SqlTransaction,
  endpoint: EndpointRecord,
  status: string = endpoint.status.replaceAll(/\B(?=[A-Z])/g, '_').toUpperCase(),
): Promise<void> {
  if (!events) return;
  const { arn, name, document, creationMs, modifiedMs } = endpoint;
  const tags = (await tagsOf(tx.db, [arn])).get(arn);
  await events.record(tx, endpoint, {
    detailType: 'SageMaker Endpoint State Change',
    resources: [arn],
    detail: {
      EndpointName: name,
      EndpointArn: arn,
      EndpointConfigName: document.configName,
      ProductionVariants: document.current?.variants.map((variant) => ({
        VariantName: variant.name,
        CurrentWeight: variant.weight,
        DesiredWeight: variant.weight,
        CurrentInstanceCount: variant.instanceCount,
        DesiredInstanceCount: variant.instanceCount,
      })),
      EndpointStatus: status,
      FailureReason: document.failureReason,
      CreationTime: creationMs,
      LastModifiedTime: modifiedMs,
      Tags: tagMap(tags),
    },
  });
}

/** A deployment that serves is a run which was made of model data and packages, and has left the endpoint as it is. */
export async function tellOfDeployment(
  { runs }: Listeners,
  tx: SqlTransaction,
  endpoint: EndpointRecord,
  fleet: Fleet,
): Promise<void> {
  await runs?.record(tx, endpoint, {
    runKey: `${endpoint.arn} ${fleet.deploymentId}`,
    jobName: `endpoint/${endpoint.name}`,
    jobType: 'ENDPOINT_DEPLOYMENT',
    state: 'COMPLETE',
    atMs: endpoint.modifiedMs,
    arn: endpoint.arn,
    inputs: fleet.variants.flatMap(partsOf),
    outputs: [{ uri: endpoint.arn, type: 'Endpoint' }],
  });
}
