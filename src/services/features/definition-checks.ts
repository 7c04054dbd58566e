import { validationException } from '../../api/errors.ts';
import type { FeatureDefinition } from '../../api/generated/sagemaker-types.ts';

/** Columns that the offline store adds to every table (API reference, CreateFeatureGroup). */
const RESERVED = new Set(['is_deleted', 'write_time', 'api_invocation_time']);

/** Most features of a group, those added later included. */
export const FEATURES_MAX = 2500;

/**
 * Checks definitions among each other. Names become lower-case columns, so they are compared without case.
 * `inMemory` says whether the online store is one that can hold collections. Throws ValidationException.
 */
export function checkDefinitions(definitions: readonly FeatureDefinition[], inMemory: boolean): void {
  if (definitions.length > FEATURES_MAX) {
    throw validationException(`A FeatureGroup can have at most ${FEATURES_MAX} FeatureDefinitions.`);
  }
  const seen = new Set<string>();
  for (const definition of definitions) {
    const key = definition.FeatureName.toLowerCase();
    if (RESERVED.has(key)) {
      throw validationException(
        `FeatureName ${definition.FeatureName} is reserved. FeatureNames cannot be any of [${[...RESERVED].join(', ')}].`,
      );
    }
    if (seen.has(key)) {
      throw validationException(
        `Duplicate FeatureName ${definition.FeatureName}. FeatureNames must be unique in a FeatureGroup, without regard to case.`,
      );
    }
    seen.add(key);
    checkCollection(definition, inMemory);
  }
}

function checkCollection(definition: FeatureDefinition, inMemory: boolean): void {
  const { FeatureName: name, CollectionType: collection, CollectionConfig: config } = definition;
  const wrong = (why: string) => validationException(`Feature ${name}: ${why}`);
  if (collection !== 'Vector' && config) throw wrong('CollectionConfig requires CollectionType Vector.');
  if (collection === undefined) return;
  if (!inMemory) throw wrong('CollectionType requires an online store of StorageType InMemory.');
  if (collection !== 'Vector') return;
  if (definition.FeatureType !== 'Fractional') throw wrong('a Vector must have FeatureType Fractional.');
  if (!config?.VectorConfig) throw wrong('a Vector must have a VectorConfig with its Dimension.');
}

/** Checks that identifier and event time are features of fitting types. Throws ValidationException. */
export function checkKeyFeatures(
  definitions: readonly FeatureDefinition[],
  recordIdentifier: string,
  eventTime: string,
): void {
  const named = (member: string, name: string) => {
    const found = definitions.find((definition) => definition.FeatureName === name);
    if (!found) throw validationException(`${member} ${name} must be one of the FeatureDefinitions.`);
    if (found.CollectionType) throw validationException(`${member} ${name} cannot have a CollectionType.`);
    return found;
  };
  named('RecordIdentifierFeatureName', recordIdentifier);
  const { FeatureType: type } = named('EventTimeFeatureName', eventTime);
  if (type === 'Integral') {
    throw validationException(
      `EventTimeFeatureName ${eventTime} has FeatureType Integral. An event time must be String or Fractional.`,
    );
  }
}
