import type { DeleteAlgorithmInput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { removeTags } from '../../tags/index.ts';
import { algorithmArn, noSuchAlgorithm } from '../algorithm-names.ts';
import type { AlgorithmsDeps } from '../algorithms-deps.ts';
import { algorithmTable } from '../algorithms-store.ts';

export function deleteAlgorithm({ store }: AlgorithmsDeps): Operation<DeleteAlgorithmInput, Record<never, never>> {
  return async ({ AlgorithmName: name }, context) => {
    const arn = algorithmArn(context, name);
    await store.transaction(async (tx) => {
      if (!(await algorithmTable.delete(tx, context, name))) throw noSuchAlgorithm(arn);
      await removeTags(tx, arn);
    });
    return {};
  };
}
