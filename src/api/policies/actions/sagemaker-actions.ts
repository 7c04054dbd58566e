import { parseArn, type Scope } from '../../../base/arn.ts';
import { type ServiceModel, serviceModel, shapeOf } from '../../model.ts';
import { type ActionsOf, arnIn, type CallInput, textOf } from './called-actions.ts';
import { arnTypeOf, singularOf } from './sagemaker-nouns.ts';

/** Resources of a call, from its input. */
type ResourcesOf = (input: CallInput, scope: Scope) => readonly string[];

const VERB =
  /^(?:Create|Describe|Delete|Update|Start|Stop|Put|Get|List|Send|Register|Deregister|Retry|Import|Render|Invoke|Batch[A-Z][a-z]+|Associate|Disassociate|Attach|Detach|Extend)/;

/** The ARN that a member holds, or that its name stands for. */
function named(type: string, member: string): (input: CallInput, scope: Scope) => string | undefined {
  return (input, scope) => {
    const value = textOf(input, member);
    if (value === undefined) return undefined;
    return parseArn(value) ? value : arnIn(scope, 'sagemaker', `${type}/${value}`);
  };
}

/** Every thing of a type: what a list is about, and what is made without a name. */
const everyOf = (type: string, scope: Scope) => arnIn(scope, 'sagemaker', `${type}/*`);

const each =
  (...finders: readonly ReturnType<typeof named>[]): ResourcesOf =>
  (input, scope) =>
    finders.flatMap((find) => find(input, scope) ?? []);

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** A version belongs to its group, and gets its number only when it is made. */
const newPackage: ResourcesOf = (input, scope) => {
  const group = textOf(input, 'ModelPackageGroupName');
  if (group === undefined) return each(named('model-package', 'ModelPackageName'))(input, scope);
  const groupArn = parseArn(group) ? group : arnIn(scope, 'sagemaker', `model-package-group/${group}`);
  return [`${groupArn.replace(':model-package-group/', ':model-package/')}/*`];
};

/** Operations that the rule does not fit (Service Authorization Reference, Amazon SageMaker AI). */
const EXCEPTIONS: Readonly<Record<string, ResourcesOf>> = {
  AddAssociation: each(named('', 'SourceArn'), named('', 'DestinationArn')),
  DeleteAssociation: each(named('', 'SourceArn'), named('', 'DestinationArn')),
  AddTags: each(named('', 'ResourceArn')),
  DeleteTags: each(named('', 'ResourceArn')),
  ListTags: each(named('', 'ResourceArn')),
  AssociateTrialComponent: each(
    named('experiment-trial-component', 'TrialComponentName'),
    named('experiment-trial', 'TrialName'),
  ),
  DisassociateTrialComponent: each(
    named('experiment-trial-component', 'TrialComponentName'),
    named('experiment-trial', 'TrialName'),
  ),
  BatchDescribeModelPackage: ({ ModelPackageArnList: arns }) => textsOf(arns),
  BatchGetRecord: ({ Identifiers: groups }, scope) =>
    (Array.isArray(groups) ? groups : []).flatMap(
      (one: CallInput) => named('feature-group', 'FeatureGroupName')(one, scope) ?? [],
    ),
  BatchGetMetrics: () => [],
  BatchPutMetrics: each(named('experiment-trial-component', 'TrialComponentName')),
  CreateEndpoint: each(named('endpoint', 'EndpointName'), named('endpoint-config', 'EndpointConfigName')),
  UpdateEndpoint: each(named('endpoint', 'EndpointName'), named('endpoint-config', 'EndpointConfigName')),
  CreateModelPackage: newPackage,
  CreateTrial: each(named('experiment-trial', 'TrialName'), named('experiment', 'ExperimentName')),
  ListModelPackages: (input, scope) => {
    const group = named('model-package-group', 'ModelPackageGroupName')(input, scope);
    return [group ?? everyOf('model-package', scope)];
  },
  DescribePipelineDefinitionForExecution: each(named('', 'PipelineExecutionArn')),
  ListPipelineExecutionSteps: each(named('', 'PipelineExecutionArn')),
  ListPipelineParametersForExecution: each(named('', 'PipelineExecutionArn')),
  ListPipelineExecutions: each(named('pipeline', 'PipelineName')),
  ListPipelineVersions: each(named('pipeline', 'PipelineName')),
  ListTrainingJobsForHyperParameterTuningJob: each(named('hyper-parameter-tuning-job', 'HyperParameterTuningJobName')),
  ListCandidatesForAutoMLJob: each(named('automl-job', 'AutoMLJobName')),
  StartPipelineExecution: each(named('pipeline', 'PipelineName')),
  QueryLineage: ({ StartArns: arns }) => textsOf(arns),
  Search: () => [],
  GetSearchSuggestions: () => [],
};

/**
 * What a call of SageMaker or of one of its runtimes does: `sagemaker:<Operation>` on the thing that its input names.
 * Found by rule from the model's members: `TrainingJobName` or `TrainingJobArn` of `DescribeTrainingJob`.
 */
export function sagemakerActions(service: ServiceModel, operation: string): ActionsOf {
  const action = `sagemaker:${operation}`;
  const find = Object.hasOwn(EXCEPTIONS, operation) ? EXCEPTIONS[operation] : undefined;
  const resourcesOf = find ?? byRule(service, operation);
  const makes = operation.startsWith('Create');
  return (input, scope) => {
    const found = resourcesOf(input, scope);
    const resources = found.length > 0 ? found : ['*'];
    const called = resources.map((resource) => ({ action, resource }));
    // Whoever makes something with tags adds tags as well (developer guide, "Control access by using tags").
    const tags = makes && Array.isArray(input['Tags']) && input['Tags'].length > 0;
    return tags ? [...called, { action: 'sagemaker:AddTags', resource: resources[0] ?? '*' }] : called;
  };
}

function byRule(service: ServiceModel, operation: string): ResourcesOf {
  const verb = VERB.exec(operation)?.[0] ?? '';
  const noun = operation.slice(verb.length);
  const members = membersOf(service, operation);
  if (verb !== 'List') {
    const own = [`${noun}Arn`, `${noun}Name`, `${noun}Id`].filter((member) => members.includes(member));
    const finders = own.map((member) => named(arnTypeOf(noun), member));
    if (own.length > 0) return firstOf(finders, arnTypeOf(noun));
    const owner = members.find((member) => isNoun(nounOf(member)));
    if (owner !== undefined) return firstOf([named(arnTypeOf(nounOf(owner)), owner)], arnTypeOf(nounOf(owner)));
  }
  const thing = verb === 'List' ? singularOf(noun) : noun;
  return (_input, scope) => (isNoun(thing) ? [everyOf(arnTypeOf(thing), scope)] : []);
}

/** The first member that is there names the thing. */
function firstOf(finders: readonly ReturnType<typeof named>[], type: string): ResourcesOf {
  return (input, scope) => {
    for (const find of finders) {
      const found = find(input, scope);
      if (found !== undefined) return [found];
    }
    return [everyOf(type, scope)];
  };
}

const nounOf = (member: string) => member.replace(/(?:Arn|Name|Id)$/, '');

/** Things of SageMaker are those that can be made. */
function isNoun(noun: string): boolean {
  return noun !== '' && Object.hasOwn(serviceModel('sagemaker').operations, `Create${noun}`);
}

function membersOf(service: ServiceModel, operation: string): readonly string[] {
  const shape = service.operations[operation]?.input?.shape;
  return shape === undefined ? [] : Object.keys(shapeOf(service, shape).members ?? {});
}
