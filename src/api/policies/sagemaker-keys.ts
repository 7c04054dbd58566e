import { parseArn, type Scope, sagemakerArn } from '../../base/arn.ts';
import { type MemberFacts, type ServiceModel, type ServiceName, serviceModel, shapeOf } from '../model.ts';
import type { CallInput } from './actions/called-actions.ts';

/** The operation whose input a request carries: only its model says what a member means. */
export interface CalledOperation {
  readonly service: ServiceName;
  readonly operation: string;
}

/**
 * Condition keys of SageMaker and the member of a request, however deep, that they are about (Service Authorization
 * Reference, Amazon SageMaker AI).
 */
const MEMBERS: Readonly<Record<string, string>> = {
  'sagemaker:instancetypes': 'InstanceType',
  'sagemaker:networkisolation': 'EnableNetworkIsolation',
  'sagemaker:intercontainertrafficencryption': 'EnableInterContainerTrafficEncryption',
  'sagemaker:vpcsubnets': 'Subnets',
  'sagemaker:vpcsecuritygroupids': 'SecurityGroupIds',
  'sagemaker:volumekmskey': 'VolumeKmsKeyId',
  'sagemaker:outputkmskey': 'KmsKeyId',
  'sagemaker:maxruntimeinseconds': 'MaxRuntimeInSeconds',
  'sagemaker:modelarn': 'ModelName',
  'sagemaker:modelapprovalstatus': 'ModelApprovalStatus',
  'sagemaker:rootaccess': 'RootAccess',
  'sagemaker:directinternetaccess': 'DirectInternetAccess',
  'sagemaker:targetmodel': 'TargetModel',
  'sagemaker:searchvisibilitycondition': 'VisibilityConditions',
};

/** Levels of a request that are looked through; some shapes of the model hold themselves. */
const DEPTH_MAX = 12;

/** Every value that the request has for a key; undefined when it has none. */
export function sagemakerValues(
  key: string,
  input: CallInput,
  { service, operation }: CalledOperation,
  scope: Scope,
): readonly string[] | undefined {
  const member = Object.hasOwn(MEMBERS, key) ? MEMBERS[key] : undefined;
  const model = serviceModel(service);
  const shape = model.operations[operation]?.input?.shape;
  if (member === undefined || shape === undefined) return undefined;
  const found: string[] = [];
  collect({ model, member, found }, input, shape, DEPTH_MAX);
  if (found.length === 0) return undefined;
  return key === 'sagemaker:modelarn' ? found.map((name) => modelArnOf(name, scope)) : found;
}

/** Requests name a model, in any case; policies its ARN. */
const modelArnOf = (name: string, scope: Scope) => (parseArn(name) ? name : sagemakerArn(scope, 'model', name));

interface Collecting {
  readonly model: ServiceModel;
  readonly member: string;
  readonly found: string[];
}

/**
 * Looks through the structures and lists of the model, and nothing else: the keys of a map, such as hyperparameters, are
 * the caller's own words and must not pass for members.
 */
function collect(collecting: Collecting, value: unknown, shapeName: string, depth: number): void {
  if (typeof value !== 'object' || value === null || depth === 0) return;
  const { model, member, found } = collecting;
  const shape = shapeOf(model, shapeName);
  if (shape.type === 'list' && shape.member && Array.isArray(value)) {
    for (const part of value) collect(collecting, part, shape.member.shape, depth - 1);
  }
  if (shape.type !== 'structure') return;
  for (const [name, part] of Object.entries(value)) {
    const facts = memberOf(shape.members, name);
    if (!facts) continue;
    if (name === member) found.push(...[part].flat().filter(isScalar).map(String));
    collect(collecting, part, facts.shape, depth - 1);
  }
}

function memberOf(members: Readonly<Record<string, MemberFacts>> | undefined, name: string): MemberFacts | undefined {
  return members && Object.hasOwn(members, name) ? members[name] : undefined;
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
