import type { DeleteEndpointConfigInput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { removeTags } from '../../tags/index.ts';
import { configArn, noSuchConfig } from '../endpoint-names.ts';
import type { EndpointsDeps } from '../endpoints-deps.ts';
import { configTable } from '../endpoints-store.ts';

/** Removes the config, even one in use: endpoints run on, but can't be updated from it. */
export function deleteEndpointConfig({
  store,
}: EndpointsDeps): Operation<DeleteEndpointConfigInput, Record<never, never>> {
  return async (input, context) => {
    const arn = configArn(context, input.EndpointConfigName);
    await store.transaction(async (tx) => {
      if (!(await configTable.delete(tx, context, input.EndpointConfigName))) throw noSuchConfig(arn);
      await removeTags(tx, arn);
    });
    return {};
  };
}
