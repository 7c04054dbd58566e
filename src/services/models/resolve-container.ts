import { validationException } from '../../api/errors.ts';
import type {
  ContainerDefinition,
  ModelDataSource,
  ModelPackageContainerDefinition,
} from '../../api/generated/sagemaker-types.ts';
import type { OperationContext } from '../../api/operation.ts';
import { type DeployablePackage, packageForModel } from '../registry/index.ts';
import type { ModelsDeps } from './models-deps.ts';
import type { ModelContainer, ModelData } from './models-store.ts';

/**
 * What a container definition runs: itself, or the containers of the model package that it names. Throws
 * ValidationException for one that mixes both, names neither, or names a package that may not be deployed.
 */
export async function resolveContainer(
  deps: ModelsDeps,
  definition: ContainerDefinition,
  context: OperationContext,
): Promise<ModelContainer[]> {
  refuseUnbuilt(definition);
  const hasOwn =
    definition.Image !== undefined || definition.ModelDataUrl !== undefined || definition.ModelDataSource !== undefined;
  if (hasOwn === (definition.ModelPackageName !== undefined) || (hasOwn && definition.Image === undefined)) {
    throw validationException(
      'Specify one of either Image and Model Data URL or ModelPackageName in container definition.',
    );
  }
  if (definition.ModelPackageName === undefined) return [ownContainer(definition, definition.Image ?? '')];
  const found = await packageForModel(deps, definition.ModelPackageName, context);
  return packageContainers(found, definition, context.account);
}

function ownContainer(definition: ContainerDefinition, image: string): ModelContainer {
  return {
    hostname: definition.ContainerHostname,
    image,
    modelData: modelDataOf(definition),
    environment: definition.Environment ?? {},
    mode: definition.Mode ?? 'SingleModel',
  };
}

function packageContainers(
  found: DeployablePackage,
  definition: ContainerDefinition,
  account: string,
): ModelContainer[] {
  if (found.isVersioned && found.approvalStatus !== 'Approved') {
    throw validationException(
      `Cannot create a model from model package version ${found.arn}: its approval status is ${found.approvalStatus}, and only Approved versions can be deployed.`,
    );
  }
  const containers = found.specification?.Containers ?? [];
  if (containers.length === 0) {
    throw validationException(`Model package ${found.arn} has no InferenceSpecification to create a model from.`);
  }
  return containers.map((container) => ({
    hostname: definition.ContainerHostname ?? container.ContainerHostname,
    image: imageOf(container, found),
    modelData: modelDataOf(container),
    environment: { ...container.Environment, ...definition.Environment },
    mode: 'SingleModel',
    packageArn: found.arn,
    ...lentBy(found, definition, account),
  }));
}

/** What the owner of a shared package wrote is read in its name; what the caller adds is not. */
function lentBy(found: DeployablePackage, definition: ContainerDefinition, account: string) {
  if (found.account === account) return {};
  const hasOwnCode = definition.Environment?.['SAGEMAKER_SUBMIT_DIRECTORY'] !== undefined;
  return { dataAccount: found.account, ...(hasOwnCode ? {} : { codeAccount: found.account }) };
}

function imageOf(container: ModelPackageContainerDefinition, found: DeployablePackage): string {
  if (container.Image === undefined) {
    throw validationException(`A container of model package ${found.arn} names no image.`);
  }
  return container.Image;
}

function modelDataOf(definition: {
  ModelDataUrl?: string | undefined;
  ModelDataSource?: ModelDataSource | undefined;
}): ModelData | undefined {
  if (definition.ModelDataUrl !== undefined) return { s3Uri: definition.ModelDataUrl, form: 'archive' };
  const source = definition.ModelDataSource?.S3DataSource;
  if (!source) return undefined;
  if (source.CompressionType === 'Gzip' && source.S3DataType !== 'S3Object') {
    throw validationException('ModelDataSource with CompressionType Gzip must have S3DataType S3Object.');
  }
  return { s3Uri: source.S3Uri, form: source.CompressionType === 'Gzip' ? 'archive' : 'prefix' };
}

/** Members that would change what runs, and that this server does not act on. */
function refuseUnbuilt(definition: ContainerDefinition): void {
  const unbuilt = ['AdditionalModelDataSources', 'InferenceSpecificationName', 'MultiModelConfig'] as const;
  for (const member of unbuilt) {
    if (definition[member] !== undefined) {
      throw validationException(`${member} of a container definition is not supported by this server.`);
    }
  }
}
