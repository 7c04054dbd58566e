import type { AssociationEdgeType, SageMakerOperations } from '../../src/api/generated/sagemaker-types.ts';
import { OperationRegistry } from '../../src/api/operation-registry.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { type ForeignEntity, type LineageDeps, lineageDomain } from '../../src/services/lineage/index.ts';
import { tagHandlers } from '../../src/services/tags/index.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, callContext, ManualClock, REGION } from './callers.ts';

export const SCOPE = { account: ACCOUNT, region: REGION };
export const arnOf = (resource: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${resource}`;

export type LineageWorld = ReturnType<typeof openLineageWorld>;

/** The lineage domain, called as clients call it: validated first. Trial components are what a test puts into `foreign`. */
export function openLineageWorld(store: SqlStore, members: Partial<LineageDeps> = {}) {
  const clock = new ManualClock();
  const tokens = new PageTokens(new Uint8Array(32));
  const foreign = new Map<string, ForeignEntity>();
  const findForeignEntity = async (arn: string) => foreign.get(arn);
  const { handlers, recorder } = lineageDomain({ store, tokens, clock, findForeignEntity, ...members });
  const invoker = new OperationRegistry()
    .add('sagemaker', handlers)
    .add('sagemaker', tagHandlers(store, tokens))
    .invoker('sagemaker');
  const call = <Name extends keyof SageMakerOperations & string>(
    name: Name,
    input: SageMakerOperations[Name]['input'],
    context = callContext(),
  ): Promise<SageMakerOperations[Name]['output']> => invoker.invoke(name, input, context);

  return {
    store,
    clock,
    foreign,
    recorder,
    call,
    async newArtifact(members: Partial<SageMakerOperations['CreateArtifact']['input']> = {}): Promise<string> {
      const Source = { SourceUri: `s3://bucket/${randomLowerId(12)}` };
      const made = await call('CreateArtifact', { Source, ArtifactType: 'DataSet', ...members });
      return made.ArtifactArn ?? '';
    },
    async newAction(members: Partial<SageMakerOperations['CreateAction']['input']> = {}): Promise<string> {
      const ActionName = `Action-${randomLowerId(12)}`;
      const Source = { SourceUri: 'any' };
      const made = await call('CreateAction', { ActionName, Source, ActionType: 'ModelDeployment', ...members });
      return made.ActionArn ?? '';
    },
    async newContext(members: Partial<SageMakerOperations['CreateContext']['input']> = {}): Promise<string> {
      const ContextName = `Context-${randomLowerId(12)}`;
      const Source = { SourceUri: 'any' };
      const made = await call('CreateContext', { ContextName, Source, ContextType: 'Endpoint', ...members });
      return made.ContextArn ?? '';
    },
    /** A trial component as the experiments would know it; gives its ARN. */
    newComponent(members: Partial<ForeignEntity> = {}): string {
      const name = `Job-${randomLowerId(12)}-aws-training-job`;
      const arn = arnOf(`experiment-trial-component/${name.toLowerCase()}`);
      foreign.set(arn, { name, type: 'SageMakerTrainingJob', ...members });
      return arn;
    },
    join: (SourceArn: string, DestinationArn: string, AssociationType?: AssociationEdgeType) =>
      call('AddAssociation', { SourceArn, DestinationArn, AssociationType }),
  };
}
