import type { OperationRegistry } from '../../src/api/operation-registry.ts';
import { InvariantError, ServiceError } from '../../src/base/errors.ts';

/** Operations of every protocol that show a test what reached them. */
export function registerEchoes(registry: OperationRegistry, seen: (input: object) => void): void {
  registry.add('sagemaker', {
    ListTrainingJobs: async (input) => {
      seen(input);
      const nothing = null as unknown as undefined;
      return { TrainingJobSummaries: [], NextToken: nothing };
    },
    DescribeModel: async ({ ModelName }) => {
      if (ModelName === 'bug') throw new InvariantError('the secret cause');
      throw new ServiceError('ResourceNotFound', `Could not find model "${ModelName}".`);
    },
  });
  registry.add('sagemaker-runtime', {
    InvokeEndpoint: async (input) => {
      seen(input);
      if (input.EndpointName === 'broken') {
        throw new ServiceError('ModelError', 'the model failed', 400, {
          OriginalStatusCode: 500,
          OriginalMessage: 'no',
        });
      }
      const { ContentType, CustomAttributes } = input;
      return { Body: Buffer.concat([Buffer.from('got '), input.Body as Buffer]), ContentType, CustomAttributes };
    },
  });
  registry.add('sagemaker-featurestore-runtime', {
    GetRecord: async (input) => {
      seen(input);
      return { Record: [{ FeatureName: 'id', ValueAsString: input.RecordIdentifierValueAsString }] };
    },
    PutRecord: async (input) => {
      seen(input);
      return {};
    },
  });
  registry.add('iam', {
    GetRole: async ({ RoleName }) => {
      throw new ServiceError('NoSuchEntityException', `The role with name ${RoleName} cannot be found.`);
    },
    TagRole: async (input) => {
      seen(input);
      return {};
    },
  });
}
