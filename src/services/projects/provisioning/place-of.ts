import type { OperationContext } from '../../../api/operation.ts';
import { newUuid } from '../../../base/ids.ts';
import { PROJECT_ID_TAG, PROJECT_NAME_TAG } from '../project-names.ts';
import type { ProjectsParts } from '../projects-parts.ts';
import type { ProjectRecord } from '../projects-store.ts';
import type { Place, ProjectIdentity } from './resource-type.ts';
import type { ResourceRow } from './resources-store.ts';

export function identityOf({ name, arn, document: { projectId, source } }: ProjectRecord): ProjectIdentity {
  const productId = source.kind === 'product' ? source.productId : undefined;
  return { projectId, projectName: name, projectArn: arn, productId };
}

/** A row as its type sees it. */
export function placeOf(parts: ProjectsParts, project: ProjectRecord, row: ResourceRow): Place {
  return {
    project: identityOf(project),
    logicalId: row.logicalId,
    name: row.physicalName,
    properties: row.properties,
    metadata: row.metadata,
    tags: [
      { Key: PROJECT_NAME_TAG, Value: project.name },
      { Key: PROJECT_ID_TAG, Value: project.document.projectId },
    ],
    context: contextOf(parts, project),
    isMade: row.status !== 'Named',
    namedMs: row.namedMs,
  };
}

/** Its maker, or the role that was passed with its template. */
function contextOf(
  { roles, endpoint }: ProjectsParts,
  { account, region, name, document }: ProjectRecord,
): OperationContext {
  const { source, principal } = document;
  const roleArn = source.kind === 'template' ? source.roleArn : undefined;
  if (roleArn !== undefined) return roles.roleContext(roleArn, name, { account, region });
  return { account, region, principal, requestId: newUuid(), endpoint: endpoint() };
}
