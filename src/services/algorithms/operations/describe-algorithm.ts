import type {
  AlgorithmStatus,
  DescribeAlgorithmInput,
  DescribeAlgorithmOutput,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { algorithmArn, algorithmName, noSuchAlgorithm } from '../algorithm-names.ts';
import type { AlgorithmsDeps } from '../algorithms-deps.ts';
import { algorithmTable } from '../algorithms-store.ts';

/** Takes a name or an ARN. */
export function describeAlgorithm({
  store,
}: AlgorithmsDeps): Operation<DescribeAlgorithmInput, DescribeAlgorithmOutput> {
  return async (input, context) => {
    const name = algorithmName(input.AlgorithmName, context);
    const found = await algorithmTable.find(store, context, name);
    if (!found) throw noSuchAlgorithm(algorithmArn(context, name));
    const { request } = found.document;
    return {
      ...request,
      AlgorithmArn: found.arn,
      CreationTime: epochSeconds(found.creationMs),
      AlgorithmStatus: found.status as AlgorithmStatus,
      AlgorithmStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
      CertifyForMarketplace: request.CertifyForMarketplace ?? false,
    };
  };
}
