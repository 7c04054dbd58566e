import { validationException } from '../../api/errors.ts';
import type { InferenceSpecification } from '../../api/generated/sagemaker-types.ts';
import type { OperationContext } from '../../api/operation.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { algorithmArn, algorithmName, noSuchAlgorithm } from './algorithm-names.ts';
import { algorithmTable } from './algorithms-store.ts';

/** How an algorithm's models are served, by its name or ARN. Throws ValidationException where there is no such thing. */
export async function algorithmInference(
  store: SqlStore,
  nameOrArn: string,
  context: OperationContext,
): Promise<InferenceSpecification> {
  const name = algorithmName(nameOrArn, context);
  const found = await algorithmTable.find(store, context, name);
  if (!found) throw noSuchAlgorithm(algorithmArn(context, name));
  const specification = found.document.request.InferenceSpecification;
  if (specification) return specification;
  throw validationException(`Algorithm ${found.arn} has no InferenceSpecification to make a model package of.`);
}
