import type { Tag } from '../../../api/generated/sagemaker-types.ts';
import { serviceModel } from '../../../api/model.ts';
import { newUuid } from '../../../base/ids.ts';
import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { PROJECT_ID_TAG } from '../project-names.ts';
import type { ApiRules } from './api-rules.ts';
import { coerce } from './coerce.ts';
import { type Call, describeOrAbsent } from './project-call.ts';
import { type Made, type Place, ProvisioningError, type ResourceType } from './resource-type.ts';

/** Reasons of failures are cut to this many characters, as the whole message has a limit. */
const REASON_MAX = 1000;

/** A type whose resources are made by SageMaker's own operations. */
export function apiResource(rules: ApiRules, call: Call): ResourceType {
  const nameProperty = `${rules.noun}Name`;
  const describe = (place: Place) =>
    describeOrAbsent(call, 'sagemaker', `Describe${rules.noun}`, { [nameProperty]: place.name }, place.context);
  return {
    type: rules.type,
    properties: rules.properties,
    required: rules.required,
    attributes: Object.keys(rules.attributes),
    nameProperty,
    nameLengthMax: rules.nameLengthMax,
    isNameLowerCase: false,

    async find(place) {
      const found = await describe(place);
      if (!found) return 'absent';
      // Also when it was made: somebody may have put another thing in its place.
      return (await belongsTo(call, String(found[`${rules.noun}Arn`]), place)) ? 'ours' : 'foreign';
    },
    async create(place) {
      const operation = `Create${rules.noun}`;
      const tags = [...tagsOf(place.properties['Tags']), ...place.tags];
      await call('sagemaker', operation, { ...inputOf(rules, operation, place), Tags: tags }, place.context);
    },
    async settle(place) {
      const found = await describe(place);
      if (!found) throw new ProvisioningError('it is gone while it is being made');
      return stateOf(rules, found, place.properties);
    },
    ...(rules.updatable && {
      async update(place: Place, before: JsonObject) {
        const changed = changedProperties(place.properties, before);
        const fixed = changed.filter((property) => !rules.updatable?.includes(property));
        if (fixed.length > 0) throw new ProvisioningError(`${fixed.join(', ')} can only be changed by making it anew`);
        if (isChangingAlready(rules, await describe(place), place.properties)) return;
        const { Tags: _, ...properties } = place.properties;
        const operation = `Update${rules.noun}`;
        await call('sagemaker', operation, inputOf(rules, operation, { ...place, properties }), place.context);
      },
    }),
    async remove(place) {
      const token = rules.noun === 'Pipeline' ? { ClientRequestToken: newUuid() } : {};
      await call('sagemaker', `Delete${rules.noun}`, { [nameProperty]: place.name, ...token }, place.context);
    },
  };
}

export function changedProperties(properties: JsonObject, before: JsonObject): string[] {
  const names = new Set([...Object.keys(properties), ...Object.keys(before)]);
  return [...names].filter((name) => JSON.stringify(properties[name]) !== JSON.stringify(before[name]));
}

/** Whether a thing carries the id of the project. */
export async function belongsTo(call: Call, resourceArn: string, { project, context }: Place): Promise<boolean> {
  const { Tags: tags = [] } = (await call('sagemaker', 'ListTags', { ResourceArn: resourceArn }, context)) as {
    Tags?: readonly Tag[];
  };
  return tags.some((tag) => tag.Key === PROJECT_ID_TAG && tag.Value === project.projectId);
}

/** An earlier call, of which the engine's death kept us from knowing, has begun the change or brought it about. */
function isChangingAlready(
  { progress }: ApiRules,
  found: Record<string, unknown> | undefined,
  properties: JsonObject,
): boolean {
  if (!progress?.echo || !found) return false;
  return !progress.done.includes(String(found[progress.member])) || found[progress.echo] === properties[progress.echo];
}

function stateOf(
  { progress, reference, attributes }: ApiRules,
  found: Record<string, unknown>,
  properties: JsonObject,
): Made | 'under-way' {
  const status = progress && String(found[progress.member]);
  if (progress && status !== undefined && progress.failed.includes(status)) {
    throw new ProvisioningError(String(found['FailureReason'] ?? `its status is ${status}`).slice(0, REASON_MAX));
  }
  if (progress && status !== undefined && !progress.done.includes(status)) return 'under-way';
  if (progress?.echo && found[progress.echo] !== properties[progress.echo]) {
    throw new ProvisioningError(
      String(found['FailureReason'] ?? `${progress.echo} was not changed`).slice(0, REASON_MAX),
    );
  }
  const values = Object.entries(attributes).map(([name, member]) => [name, found[member] as JsonValue]);
  return { reference: found[reference] as JsonValue, attributes: Object.fromEntries(values) as JsonObject };
}

/** What a request takes of the properties, each as the API's shape wants it. */
function inputOf(rules: ApiRules, operation: string, { properties, name }: Place): Record<string, unknown> {
  const model = serviceModel('sagemaker');
  const shape = model.operations[operation]?.input?.shape ?? '';
  const members = model.shapes[shape]?.members ?? {};
  const named = { ...(rules.input?.(properties) ?? properties), [`${rules.noun}Name`]: name };
  const input = coerce(model, shape, named) as JsonObject;
  // Templates have no tokens. That nothing is made twice, the name sees to.
  return 'ClientRequestToken' in members ? { ...input, ClientRequestToken: newUuid() } : input;
}

function tagsOf(value: JsonValue | undefined): Tag[] {
  if (value === undefined) return [];
  const isTag = (tag: JsonValue) => typeof tag === 'object' && tag !== null && !Array.isArray(tag) && 'Key' in tag;
  if (!Array.isArray(value) || !value.every(isTag)) throw new ProvisioningError('Tags must be a list of Key and Value');
  return (value as JsonObject[]).map((tag) => ({ Key: String(tag['Key']), Value: String(tag['Value'] ?? '') }));
}
