import { buffer } from 'node:stream/consumers';
import { validationException } from '../../api/errors.ts';
import type { CfnStackParameter, ProvisioningParameter } from '../../api/generated/sagemaker-types.ts';
import type { OperationContext } from '../../api/operation.ts';
import { partitionOf } from '../../base/arn.ts';
import { ServiceError } from '../../base/errors.ts';
import { objectsOfAccount } from '../../store/objects/account-objects.ts';
import type { ProjectsParts } from './projects-parts.ts';
import type { ProjectSource } from './projects-store.ts';
import { PLATFORM_PARAMETERS, type Plan, planTemplate, type Stack } from './provisioning/plan.ts';
import { ProvisioningError } from './provisioning/resource-type.ts';
import { parseTemplate } from './template/parse-template.ts';
import { TemplateError } from './template/template-error.ts';

const HIDDEN = '****';
/** CloudFormation's own limit. */
const TEMPLATE_BYTES_MAX = 1024 * 1024;

type GivenParameters = readonly (ProvisioningParameter | CfnStackParameter)[];

/** Values by name. Throws ValidationException for one that is named twice, or that the platform gives. */
export function parametersOf(given: GivenParameters = []): Record<string, string> {
  const values = new Map<string, string>();
  for (const { Key: key = '', Value: value = '' } of given) {
    if (values.has(key)) throw validationException(`Parameter ${key} is given more than once.`);
    if ((PLATFORM_PARAMETERS as readonly string[]).includes(key)) {
      throw validationException(`Parameter ${key} is given by Amazon SageMaker and can not be set.`);
    }
    values.set(key, value);
  }
  return Object.fromEntries(values);
}

/** Reads and checks a template with its values, as far as can be before anything is made. Throws ValidationException. */
export async function checkedPlan(
  { types }: ProjectsParts,
  text: string,
  parameters: Readonly<Record<string, string>>,
  stack: Stack,
  productId: string | undefined,
): Promise<Plan> {
  try {
    const plan = planTemplate(text, parameters, stack, types);
    for (const { logicalId, type, metadata } of plan.resources) {
      await inResource(logicalId, type, async () => types.get(type)?.check?.(metadata, productId));
    }
    return plan;
  } catch (error) {
    if (error instanceof TemplateError || error instanceof ProvisioningError) throw validationException(error.message);
    throw error;
  }
}

/** The names of the parameters that a template takes. Throws ValidationException. */
export function declaredParameters(text: string): ReadonlySet<string> {
  try {
    return new Set(parseTemplate(text).parameters.keys());
  } catch (error) {
    if (error instanceof TemplateError) throw validationException(error.message);
    throw error;
  }
}

async function inResource(logicalId: string, type: string, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    throw new ProvisioningError(`Resource ${logicalId} (${type}): ${error.message}`);
  }
}

/** The source as it may be shown: without values that the template says not to show. */
export function shownSource(source: ProjectSource, { template }: Plan): ProjectSource {
  const parameters = source.parameters?.map(({ Key, Value }) => {
    return template.parameters.get(Key)?.noEcho ? { Key, Value: HIDDEN } : { Key, Value };
  });
  return { ...source, parameters };
}

/** Parameters as lists of the API have them. */
export function parameterList(parameters: Readonly<Record<string, string>>): CfnStackParameter[] | undefined {
  const list = Object.entries(parameters).map(([Key, Value]) => ({ Key, Value }));
  return list.length > 0 ? list : undefined;
}

/** Reads a template of the account's own from S3, by any of S3's own forms of URLs. Throws ValidationException. */
export async function readTemplateUrl(
  { objects, access }: ProjectsParts,
  url: string,
  context: OperationContext,
): Promise<string> {
  const place = s3Place(url);
  if (!place) throw validationException(`TemplateURL must be the https URL of an object in Amazon S3: ${url}`);
  const arn = `arn:${partitionOf(context.region)}:s3:::${place.bucket}/${place.key}`;
  await access.check('s3:GetObject', arn, context);
  try {
    const { object, body } = await objectsOfAccount(objects, context.account).read(place.bucket, place.key);
    if (object.sizeBytes > TEMPLATE_BYTES_MAX) {
      body.destroy();
      throw validationException(`The template at ${url} is larger than ${TEMPLATE_BYTES_MAX} bytes.`);
    }
    return (await buffer(body)).toString('utf8');
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status >= 500 || error.code === 'ValidationException') throw error;
    throw validationException(`The template at ${url} can not be read: ${error.message}`);
  }
}

/** Exported for tests. */
export function s3Place(url: string): { readonly bucket: string; readonly key: string } | undefined {
  const [, host = '', path = ''] = /^https:\/\/([^/?#]+)\/([^?#]+)$/.exec(url) ?? [];
  const inHost = /^([a-z0-9][a-z0-9.-]+)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/.exec(host);
  const inPath = /^s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/.test(host) ? /^([^/]+)\/(.+)$/.exec(path) : null;
  const [, bucket, rawKey] = inHost ? ['', inHost[1], path] : (inPath ?? []);
  if (bucket === undefined || rawKey === undefined) return undefined;
  try {
    return { bucket, key: decodeURIComponent(rawKey) };
  } catch {
    return undefined;
  }
}
