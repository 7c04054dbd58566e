import type { CallInput } from './actions/called-actions.ts';

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

/** Levels of a request that are looked through; documents nest no deeper than the model. */
const DEPTH_MAX = 12;

/** Every value that the request has for a key; undefined when it has none. */
export function sagemakerValues(key: string, input: CallInput): readonly string[] | undefined {
  const member = Object.hasOwn(MEMBERS, key) ? MEMBERS[key] : undefined;
  if (member === undefined) return undefined;
  const found: string[] = [];
  collect(input, member, found, DEPTH_MAX);
  return found.length > 0 ? found : undefined;
}

function collect(value: unknown, member: string, found: string[], depth: number): void {
  if (typeof value !== 'object' || value === null || depth === 0) return;
  for (const [name, part] of Object.entries(value)) {
    if (name === member) found.push(...[part].flat().filter(isScalar).map(String));
    collect(part, member, found, depth - 1);
  }
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
