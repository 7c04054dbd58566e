import type { Kysely } from 'kysely';
import { parseArn, type Scope } from '../../../base/arn.ts';
import { ExperimentKind } from '../experiment-kinds.ts';
import { type ComponentRecord, componentTable } from '../experiments-store.ts';

/** The component of its own ARN, or of its job's. Undefined for what is not of the caller's account and region. */
export async function findMetricOwner(
  db: Kysely<unknown>,
  scope: Scope,
  resourceArn: string,
): Promise<ComponentRecord | undefined> {
  const arn = parseArn(resourceArn);
  if (arn?.account !== scope.account || arn.region !== scope.region) return undefined;
  if (arn.resource.startsWith(`${ExperimentKind.Component}/`)) return componentTable.findByArn(db, resourceArn);
  const [component] = await componentTable.list(db, scope, {
    equals: { source_key: resourceArn.toLowerCase() },
    sortBy: 'creation_ms',
    order: 'desc',
    limit: 1,
  });
  return component;
}
