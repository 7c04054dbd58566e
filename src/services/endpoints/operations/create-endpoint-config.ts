import { validationException } from '../../../api/errors.ts';
import type { CreateEndpointConfigInput, CreateEndpointConfigOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { findModel } from '../../models/index.ts';
import { checkTags, putTags } from '../../tags/index.ts';
import { checkConfig, checkHostable } from '../config-checks.ts';
import { configArn } from '../endpoint-names.ts';
import type { EndpointsDeps } from '../endpoints-deps.ts';
import { configTable } from '../endpoints-store.ts';

/** Writes down which models an endpoint hosts, and on how many hosts. It never changes. */
export function createEndpointConfig({
  store,
  clock,
}: EndpointsDeps): Operation<CreateEndpointConfigInput, CreateEndpointConfigOutput> {
  return async (input, context) => {
    const { Tags: tags = [], ...request } = input;
    checkTags(tags);
    const arn = configArn(context, input.EndpointConfigName);
    checkConfig(input);
    for (const variant of input.ProductionVariants) {
      checkHostable(await findModel(store, context, variant.ModelName ?? ''));
    }
    const nowMs = clock.nowMs();
    await store.transaction(async (tx) => {
      const inserted = await configTable.insert(tx, {
        account: context.account,
        region: context.region,
        parent: '',
        name: input.EndpointConfigName,
        arn,
        status: '',
        creationMs: nowMs,
        modifiedMs: nowMs,
        document: { request },
        extra: {},
      });
      if (!inserted) throw validationException(`Cannot create already existing endpoint configuration "${arn}".`);
      await putTags(tx, arn, tags);
    });
    return { EndpointConfigArn: arn };
  };
}
