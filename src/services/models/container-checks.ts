import { validationException } from '../../api/errors.ts';
import type { OperationContext } from '../../api/operation.ts';
import { ServiceError } from '../../base/errors.ts';
import { objectsOfCaller, objectsOfRole } from '../../jobs/role-objects.ts';
import { objectsOfAccount } from '../../store/objects/account-objects.ts';
import { type ObjectStore, parseS3Uri } from '../../store/objects/object-store.ts';
import type { ModelsDeps } from './models-deps.ts';
import type { ModelContainer, ModelData } from './models-store.ts';

/** Refuses a container whose image nothing here can run, or whose model data is not there. Throws ValidationException. */
export async function checkContainer(
  deps: ModelsDeps,
  container: ModelContainer,
  roleArn: string | undefined,
  context: OperationContext,
): Promise<void> {
  const { images } = deps;
  if (!images.resolve(container.image)) throw validationException(images.explainUnresolved(container.image));
  if (
    container.modelData &&
    !(await isReadable(dataOf(deps, container, roleArn, context), container.modelData, container.mode))
  ) {
    throw validationException(noData(container.modelData.s3Uri, roleArn, context.region));
  }
}

function noData(s3Uri: string, roleArn: string | undefined, region: string): string {
  const trust =
    'its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com"';
  const start = `Could not access model data at ${s3Uri}.`;
  const end = `"s3:GetObject" permissions and that the object is located in ${region}.`;
  if (roleArn === undefined) return `${start} The model has no execution role: please ensure that you have ${end}`;
  return `${start} Please ensure that the role "${roleArn}" exists and that ${trust}. Also ensure that the role has ${end}`;
}

/** What the model's role may read, or without one, the caller; of a shared package, what its owner has. */
function dataOf(
  { objects, roles }: ModelsDeps,
  { dataAccount }: ModelContainer,
  roleArn: string | undefined,
  context: OperationContext,
): ObjectStore {
  const own = objectsOfAccount(objects, dataAccount ?? context.account);
  if (dataAccount !== undefined) return own;
  return roleArn === undefined ? objectsOfCaller(own, roles, context) : objectsOfRole(own, roles, roleArn, context);
}

async function isReadable(objects: ObjectStore, data: ModelData, mode: ModelContainer['mode']): Promise<boolean> {
  const place = parseS3Uri(data.s3Uri);
  if (!place) return false;
  try {
    // A multi-model prefix may be filled later: its bucket is enough.
    if (mode === 'MultiModel') return (await objects.headBucket(place.bucket)) !== undefined;
    if (data.form === 'archive') return (await objects.head(place.bucket, place.key)) !== undefined;
    return (await objects.list(place.bucket, place.key, 1)).objects.length > 0;
  } catch (error) {
    if (error instanceof ServiceError) return false;
    throw error;
  }
}

/** Refuses a role that may not be passed, in the words that CreateModel has for it. */
export async function checkModelRole({ roles }: ModelsDeps, roleArn: string, context: OperationContext): Promise<void> {
  try {
    await roles.checkPassRole(roleArn, context);
  } catch (error) {
    if (!(error instanceof ServiceError) || !error.message.startsWith('Could not assume role')) throw error;
    throw validationException(
      `The execution role ARN "${roleArn}" is invalid. Please ensure that the role exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com".`,
    );
  }
}
