import type { SageMakerOperations } from '../../api/generated/sagemaker-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { LineageDeps } from './lineage-deps.ts';
import { addAssociation } from './operations/add-association.ts';
import { createAction } from './operations/create-action.ts';
import { createArtifact } from './operations/create-artifact.ts';
import { createContext } from './operations/create-context.ts';
import { deleteAction } from './operations/delete-action.ts';
import { deleteArtifact } from './operations/delete-artifact.ts';
import { deleteAssociation } from './operations/delete-association.ts';
import { deleteContext } from './operations/delete-context.ts';
import { describeAction } from './operations/describe-action.ts';
import { describeArtifact } from './operations/describe-artifact.ts';
import { describeContext } from './operations/describe-context.ts';
import { listActions } from './operations/list-actions.ts';
import { listArtifacts } from './operations/list-artifacts.ts';
import { listAssociations } from './operations/list-associations.ts';
import { listContexts } from './operations/list-contexts.ts';
import { queryLineage } from './operations/query-lineage.ts';
import { updateAction } from './operations/update-action.ts';
import { updateArtifact } from './operations/update-artifact.ts';
import { updateContext } from './operations/update-context.ts';
import { LineageRecorder } from './recorder.ts';

export type { ForeignEntity, LineageDeps } from './lineage-deps.ts';
export { arnOfEnd, type LineageRecorder } from './recorder.ts';
export type { ArtifactFacts, EdgeFacts, EndFacts, ForeignFacts } from './recorder-facts.ts';

export interface LineageDomain {
  readonly handlers: Handlers<SageMakerOperations>;
  /** For the domains whose things leave lineage behind. */
  readonly recorder: LineageRecorder;
}

export function lineageDomain(deps: LineageDeps): LineageDomain {
  return {
    handlers: {
      AddAssociation: addAssociation(deps),
      CreateAction: createAction(deps),
      CreateArtifact: createArtifact(deps),
      CreateContext: createContext(deps),
      DeleteAction: deleteAction(deps),
      DeleteArtifact: deleteArtifact(deps),
      DeleteAssociation: deleteAssociation(deps),
      DeleteContext: deleteContext(deps),
      DescribeAction: describeAction(deps),
      DescribeArtifact: describeArtifact(deps),
      DescribeContext: describeContext(deps),
      ListActions: listActions(deps),
      ListArtifacts: listArtifacts(deps),
      ListAssociations: listAssociations(deps),
      ListContexts: listContexts(deps),
      QueryLineage: queryLineage(deps),
      UpdateAction: updateAction(deps),
      UpdateArtifact: updateArtifact(deps),
      UpdateContext: updateContext(deps),
    },
    recorder: lineageRecorder(deps),
  };
}

/** The recorder alone, for domains that are built before this one. */
export function lineageRecorder(deps: Pick<LineageDeps, 'store' | 'clock'>): LineageRecorder {
  return new LineageRecorder(deps);
}
