import { buffer } from 'node:stream/consumers';
import { validationException } from '../../api/errors.ts';
import type { PipelineDefinitionS3Location } from '../../api/generated/sagemaker-types.ts';
import type { OperationContext } from '../../api/operation.ts';
import { objectsOfCaller } from '../../jobs/role-objects.ts';
import { objectsOfAccount } from '../../store/objects/account-objects.ts';
import type { ObjectStore } from '../../store/objects/object-store.ts';
import { checkDefinition } from './definition/check-definition.ts';
import { unableToParse } from './definition/definition-error.ts';
import { parseDefinition } from './definition/parse-definition.ts';
import type { PipelinesParts } from './pipelines-parts.ts';

interface DefinitionInput {
  readonly PipelineDefinition?: string | undefined;
  readonly PipelineDefinitionS3Location?: PipelineDefinitionS3Location | undefined;
}

/** What reads from S3, and who decides about it. */
type Reading = Pick<PipelinesParts, 'objects' | 'roles'>;

/** The limit of the API for a definition, in characters; one from S3 has the same. */
const DEFINITION_LENGTH_MAX = 1_048_576;

/**
 * The checked text of a request's definition, from the request itself or from S3, as far as the caller may read there.
 * Undefined when it holds neither. Throws ValidationException.
 */
export async function definitionOf(
  input: DefinitionInput,
  { objects, roles }: Reading,
  context: OperationContext,
): Promise<string | undefined> {
  const { PipelineDefinition: inline, PipelineDefinitionS3Location: location } = input;
  if (inline !== undefined && location !== undefined) {
    throw validationException('Only one of PipelineDefinition and PipelineDefinitionS3Location may be given.');
  }
  const own = objectsOfCaller(objectsOfAccount(objects, context.account), roles, context);
  const text = location ? await readDefinition(location, own) : inline;
  if (text !== undefined) checkDefinition(parseDefinition(text));
  return text;
}

export async function requireDefinition(
  input: DefinitionInput,
  reading: Reading,
  context: OperationContext,
): Promise<string> {
  const text = await definitionOf(input, reading, context);
  if (text === undefined) {
    throw validationException('One of PipelineDefinition and PipelineDefinitionS3Location must be given.');
  }
  return text;
}

async function readDefinition(location: PipelineDefinitionS3Location, objects: ObjectStore): Promise<string> {
  const { Bucket, ObjectKey, VersionId } = location;
  const uri = `s3://${Bucket}/${ObjectKey}`;
  if (VersionId !== undefined) {
    throw validationException(`VersionId of PipelineDefinitionS3Location is not supported: ${uri} has no versions.`);
  }
  const { object, body } = await objects.read(Bucket, ObjectKey).catch((cause: unknown) => {
    throw validationException(`Unable to read the pipeline definition at ${uri}: ${messageOf(cause)}`);
  });
  if (object.sizeBytes > DEFINITION_LENGTH_MAX) {
    body.destroy();
    throw unableToParse(`${uri} has ${object.sizeBytes} bytes; at most ${DEFINITION_LENGTH_MAX} are allowed.`);
  }
  return (await buffer(body)).toString('utf8');
}

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
