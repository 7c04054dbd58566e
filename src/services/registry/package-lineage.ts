import type { ModelPackageContainerDefinition } from '../../api/generated/sagemaker-types.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import type { ArtifactFacts, EdgeFacts, EndFacts, LineageRecorder } from '../lineage/index.ts';
import type { ApprovalDecision } from './approval-store.ts';
import { groupArn } from './registry-names.ts';
import type { PackageRecord } from './registry-store.ts';

/**
 * Records what a package is made of. A version belongs to its group's context, and each decision on it is an action, with
 * the names that the service gives them.
 */
export async function recordPackage(
  tx: SqlTransaction,
  lineage: LineageRecorder,
  record: PackageRecord,
  decision?: ApprovalDecision,
): Promise<void> {
  const { arn, document } = record;
  const { MetadataProperties: metadataProperties } = document.content;
  const destination: EndFacts = {
    ...{ kind: 'artifact', uri: arn, type: 'Model' },
    ...(metadataProperties && { metadataProperties }),
  };
  const edges: EdgeFacts[] = packageParts(record).map((part) => ({
    source: { kind: 'artifact', ...part },
    destination,
    type: 'ContributedTo',
  }));
  if (record.extra.kind === 'Versioned') edges.push(...versionEdges(record, destination, decision));
  await lineage.record(tx, record, edges);
}

/** Images and model data that a package is made of. */
export function packageParts({ document }: PackageRecord): ArtifactFacts[] {
  const { InferenceSpecification, SourceAlgorithmSpecification } = document.content;
  return [
    ...(InferenceSpecification?.Containers ?? []).flatMap(partsOf),
    ...(SourceAlgorithmSpecification?.SourceAlgorithms ?? []).flatMap(modelDataOf),
  ];
}

function partsOf(container: ModelPackageContainerDefinition): ArtifactFacts[] {
  const image = container.Image === undefined ? [] : [{ uri: container.Image, type: 'Image' }];
  return [...image, ...modelDataOf(container)];
}

type ModelDataMembers = Pick<ModelPackageContainerDefinition, 'ModelDataUrl' | 'ModelDataSource'>;

function modelDataOf({ ModelDataUrl, ModelDataSource }: ModelDataMembers): ArtifactFacts[] {
  const uri = ModelDataUrl ?? ModelDataSource?.S3DataSource?.S3Uri;
  return uri === undefined ? [] : [{ uri, type: 'ModelData' }];
}

function versionEdges(record: PackageRecord, version: EndFacts, decision: ApprovalDecision | undefined): EdgeFacts[] {
  const group = record.name.slice(0, record.name.lastIndexOf('/'));
  const label = record.name.replace('/', '-');
  const context: EndFacts = {
    kind: 'context',
    name: `${label}-aws-model-group`,
    type: 'ModelGroup',
    source: { SourceUri: groupArn(record, group), SourceType: 'ARN' },
  };
  const belongs: EdgeFacts = { source: version, destination: context, type: 'AssociatedWith' };
  if (!decision) return [belongs];
  const approval: EndFacts = {
    kind: 'action',
    name: `${label}-${decision.status}-${Math.floor(decision.decidedMs / 1000)}-aws-model-group`,
    type: 'Approval',
    source: { SourceUri: record.arn, SourceType: 'ARN' },
    status: 'Completed',
    ...(decision.description !== undefined && { description: decision.description }),
    properties: {
      ModelApprovalStatus: decision.status,
      ...(decision.previousStatus && { PreviousModelApprovalStatus: decision.previousStatus }),
      ApprovedBy: decision.principalArn,
    },
  };
  return [belongs, { source: approval, destination: version, type: 'ContributedTo' }];
}
