import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { expectArray, expectObject, expectOnly, unableToParse } from './definition-error.ts';
import { parseParameters } from './parse-parameters.ts';
import { parseSteps } from './parse-steps.ts';
import type { PipelineDefinition } from './pipeline-definition.ts';

/** The only version of the definition's schema that there is. */
const SCHEMA_VERSION = '2020-12-01';

/** Pairs that Metadata may hold (quotas of the developer guide). */
const METADATA_MAX = 20;

/** Levels of lists and objects. The deepest request of the API needs about a dozen. */
const DEPTH_MAX = 64;

const KNOWN_MEMBERS = ['Version', 'Metadata', 'Parameters', 'PipelineExperimentConfig', 'MlflowConfig', 'Steps'];

/**
 * Reads a definition's text. Looks at its form alone: `checkDefinition` says whether its parts fit together.
 * Throws ValidationException, `Unable to parse pipeline definition. …`.
 */
export function parseDefinition(text: string): PipelineDefinition {
  const json = parseJson(text);
  refuseDepth(json);
  const root = expectObject(json, 'the root');
  expectOnly(root, KNOWN_MEMBERS, 'the root');
  if (root['Version'] !== SCHEMA_VERSION) {
    throw unableToParse(`Version must be '${SCHEMA_VERSION}', but it is ${JSON.stringify(root['Version'] ?? null)}.`);
  }
  checkMetadata(root['Metadata']);
  const experiment = parseExperiment(root['PipelineExperimentConfig']);
  return {
    parameters: parseParameters(root['Parameters']),
    ...(experiment && { experiment }),
    steps: parseSteps(expectArray(root['Steps'], 'Steps'), 'Steps'),
  };
}

function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw unableToParse(`It is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}.`);
  }
}

/** Everything below walks the tree recursively, so its depth is bounded here, without recursion. */
function refuseDepth(root: JsonValue): void {
  let level: JsonValue[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEPTH_MAX) throw unableToParse(`It is nested deeper than ${DEPTH_MAX} levels.`);
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}

function checkMetadata(metadata: JsonValue | undefined): void {
  if (metadata === undefined || metadata === null) return;
  const pairs = Object.keys(expectObject(metadata, 'Metadata')).length;
  if (pairs > METADATA_MAX) throw unableToParse(`Metadata holds ${pairs} pairs; at most ${METADATA_MAX} are allowed.`);
}

/** Null switches the experiment off, as leaving it out does. */
function parseExperiment(config: JsonValue | undefined): PipelineDefinition['experiment'] {
  if (config === undefined || config === null) return undefined;
  const members: JsonObject = expectObject(config, 'PipelineExperimentConfig');
  expectOnly(members, ['ExperimentName', 'TrialName'], 'PipelineExperimentConfig');
  const { ExperimentName: experimentName, TrialName: trialName } = members;
  return { ...(experimentName !== undefined && { experimentName }), ...(trialName !== undefined && { trialName }) };
}
