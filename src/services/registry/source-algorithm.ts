import type {
  CreateModelPackageInput,
  ModelPackageContainerDefinition,
  SourceAlgorithm,
} from '../../api/generated/sagemaker-types.ts';
import type { OperationContext } from '../../api/operation.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { algorithmInference } from '../algorithms/index.ts';

/**
 * The request with what its source algorithm says about serving: the algorithm's containers, the first of them with the
 * model data that the request names. What the request says itself counts more. Throws ValidationException for an algorithm
 * that is not there or can't be served.
 */
export async function withSourceAlgorithm(
  store: SqlStore,
  input: CreateModelPackageInput,
  context: OperationContext,
): Promise<CreateModelPackageInput> {
  const [source] = input.SourceAlgorithmSpecification?.SourceAlgorithms ?? [];
  if (!source) return input;
  const specification = await algorithmInference(store, source.AlgorithmName, context);
  const [first, ...more] = specification.Containers;
  if (input.InferenceSpecification || !first) return input;
  return { ...input, InferenceSpecification: { ...specification, Containers: [withModel(first, source), ...more] } };
}

function withModel(
  { ModelDataUrl, ModelDataSource, ...container }: ModelPackageContainerDefinition,
  source: SourceAlgorithm,
): ModelPackageContainerDefinition {
  if (source.ModelDataUrl !== undefined) return { ...container, ModelDataUrl: source.ModelDataUrl };
  if (source.ModelDataSource) return { ...container, ModelDataSource: source.ModelDataSource };
  return { ...container, ModelDataUrl, ModelDataSource };
}
