import { validationException } from '../../../api/errors.ts';
import type { CreateEndpointInput, CreateEndpointOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { checkTags, putTags } from '../../tags/index.ts';
import { checkDeploymentConfig } from '../config-checks.ts';
import { endpointArn, workOf } from '../endpoint-names.ts';
import { tellOfEndpoint } from '../endpoint-news.ts';
import type { EndpointsDeps } from '../endpoints-deps.ts';
import { type EndpointRecord, endpointTable } from '../endpoints-store.ts';
import { findConfig } from '../find-config.ts';
import { planFleet } from '../plan-fleet.ts';

/** Begins an endpoint: the controller brings its hosts up. */
export function createEndpoint(deps: EndpointsDeps): Operation<CreateEndpointInput, CreateEndpointOutput> {
  const { store, scheduler, clock } = deps;
  return async (input, context) => {
    const tags = input.Tags ?? [];
    checkTags(tags);
    checkDeploymentConfig(input.DeploymentConfig);
    const config = await findConfig(store, context, input.EndpointConfigName);
    const pending = await planFleet(deps, config, context);
    const nowMs = clock.nowMs();
    const record: EndpointRecord = {
      account: context.account,
      region: context.region,
      parent: '',
      name: input.EndpointName,
      arn: endpointArn(context, input.EndpointName),
      status: 'Creating',
      creationMs: nowMs,
      modifiedMs: nowMs,
      document: {
        revision: 0,
        configName: config.name,
        pending,
        retired: [],
        lastDeploymentConfig: input.DeploymentConfig,
      },
      extra: {},
    };
    await store.transaction(async (tx) => {
      if (!(await endpointTable.insert(tx, record))) {
        throw validationException(`Cannot create already existing endpoint "${record.arn}".`);
      }
      await putTags(tx, record.arn, tags);
      await tellOfEndpoint(deps, tx, record);
      await scheduler.schedule(tx, workOf(record));
    });
    return { EndpointArn: record.arn };
  };
}
