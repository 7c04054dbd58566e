import { validationException } from '../../api/errors.ts';
import type { ComponentDocument, Parameters } from './experiments-store.ts';

/** Most entries a component may have in each map (service model). */
const ENTRIES_MAX = { parameters: 300, inputArtifacts: 60, outputArtifacts: 60 } as const;

/** How error texts call the maps. */
const MAP_NAMES = {
  parameters: 'Parameters',
  inputArtifacts: 'InputArtifacts',
  outputArtifacts: 'OutputArtifacts',
} as const;

/** A parameter is a text or a number. Throws ValidationException. */
export function checkValues(parameters: Parameters | undefined): void {
  for (const [key, { StringValue, NumberValue }] of Object.entries(parameters ?? {})) {
    if ((StringValue === undefined) === (NumberValue === undefined)) {
      throw validationException(`Parameter '${key}' must have exactly one of StringValue and NumberValue.`);
    }
  }
}

/** Throws ValidationException when a component holds more than it may. */
export function checkSizes(document: ComponentDocument): void {
  for (const map of ['parameters', 'inputArtifacts', 'outputArtifacts'] as const) {
    const entries = Object.keys(document[map] ?? {}).length;
    if (entries <= ENTRIES_MAX[map]) continue;
    throw validationException(
      `The trial component would have ${entries} ${MAP_NAMES[map]}, which exceeds the limit of ${ENTRIES_MAX[map]}.`,
    );
  }
}

/** Entries merged by key, without those to remove. Undefined when there were none and none came. */
export function mergeEntries<Value>(
  held: Readonly<Record<string, Value>> | undefined,
  added: Readonly<Record<string, Value>> | undefined,
  removedKeys: readonly string[] = [],
): Record<string, Value> | undefined {
  if (!held && !added) return undefined;
  const merged = new Map([...Object.entries(held ?? {}), ...Object.entries(added ?? {})]);
  for (const key of removedKeys) merged.delete(key);
  return Object.fromEntries(merged);
}
