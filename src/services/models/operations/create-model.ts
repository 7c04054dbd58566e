import { validationException } from '../../../api/errors.ts';
import type {
  ContainerDefinition,
  CreateModelInput,
  CreateModelOutput,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { checkTags, putTags } from '../../tags/index.ts';
import { checkContainer, checkModelRole } from '../container-checks.ts';
import { modelArn } from '../find-model.ts';
import type { ModelsDeps } from '../models-deps.ts';
import { type ModelRecord, modelTable } from '../models-store.ts';
import { resolveContainer } from '../resolve-container.ts';

/** Writes down what a model runs, after looking that role, images and model data are there. */
export function createModel(deps: ModelsDeps): Operation<CreateModelInput, CreateModelOutput> {
  const { store, clock } = deps;
  return async (input, context) => {
    const { Tags: tags = [], ...request } = input;
    checkTags(tags);
    const arn = modelArn(context, input.ModelName);
    if (await modelTable.find(store, context, input.ModelName)) throw alreadyExists(arn);
    if (input.ExecutionRoleArn !== undefined) await checkModelRole(deps, input.ExecutionRoleArn, context);
    const definitions = definitionsOf(input);
    const resolved = await Promise.all(definitions.map((one) => resolveContainer(deps, one, context)));
    const containers = resolved.flat();
    for (const container of containers) await checkContainer(deps, container, input.ExecutionRoleArn, context);
    const nowMs = clock.nowMs();
    const record: ModelRecord = {
      account: context.account,
      region: context.region,
      parent: '',
      name: input.ModelName,
      arn,
      status: '',
      creationMs: nowMs,
      modifiedMs: nowMs,
      document: { request, containers, creator: input.ExecutionRoleArn === undefined ? context.principal : undefined },
      extra: {},
    };
    await store.transaction(async (tx) => {
      if (!(await modelTable.insert(tx, record))) throw alreadyExists(arn);
      await putTags(tx, arn, tags);
    });
    return { ModelArn: arn };
  };
}

const alreadyExists = (arn: string) => validationException(`Cannot create already existing model "${arn}".`);

function definitionsOf({ PrimaryContainer, Containers }: CreateModelInput): readonly ContainerDefinition[] {
  if (PrimaryContainer && Containers) {
    throw validationException('Specify either PrimaryContainer or Containers, not both.');
  }
  const definitions = PrimaryContainer ? [PrimaryContainer] : (Containers ?? []);
  if (definitions.length === 0) throw validationException('Specify a PrimaryContainer or at least one of Containers.');
  return definitions;
}
