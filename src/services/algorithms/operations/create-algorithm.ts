import { validationException } from '../../../api/errors.ts';
import type { CreateAlgorithmInput, CreateAlgorithmOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { checkTags, putTags } from '../../tags/index.ts';
import { algorithmArn } from '../algorithm-names.ts';
import type { AlgorithmsDeps } from '../algorithms-deps.ts';
import { algorithmTable } from '../algorithms-store.ts';
import { checkTrainingSpecification } from '../training-specification-checks.ts';

/** Makes an algorithm, which is ready at once: jobs that would validate it are refused. */
export function createAlgorithm({
  store,
  clock,
}: AlgorithmsDeps): Operation<CreateAlgorithmInput, CreateAlgorithmOutput> {
  return async (input, context) => {
    const { Tags: tags = [], ...request } = input;
    checkTags(tags);
    checkTrainingSpecification(input.TrainingSpecification);
    if (input.ValidationSpecification) {
      throw validationException('ValidationSpecification is not supported: this server does not validate algorithms.');
    }
    const arn = algorithmArn(context, input.AlgorithmName);
    const nowMs = clock.nowMs();
    await store.transaction(async (tx) => {
      const inserted = await algorithmTable.insert(tx, {
        account: context.account,
        region: context.region,
        parent: '',
        name: input.AlgorithmName,
        arn,
        status: 'Completed',
        creationMs: nowMs,
        modifiedMs: nowMs,
        document: { request },
        extra: {},
      });
      if (!inserted) throw validationException(`Algorithm already exists: ${arn}`);
      await putTags(tx, arn, tags);
    });
    return { AlgorithmArn: arn };
  };
}
