import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { expectArray, expectObject, expectOnly, expectString, unableToParse } from './definition-error.ts';
import { parseConditions } from './parse-conditions.ts';
import { parseCacheWindow, parsePropertyFiles, parseRetryPolicies } from './parse-step-extras.ts';
import type { JobStep, Step } from './pipeline-definition.ts';
import { isStepTypeName, STEP_TYPES, STEP_TYPES_TO_COME, stepTypeOf } from './step-types.ts';

const NAME_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;
/** Steps that one branch of a condition may hold (quotas of the developer guide). */
const BRANCH_STEPS_MAX = 20;

const COMMON_MEMBERS = ['Name', 'Type', 'Arguments', 'DependsOn', 'DisplayName', 'Description'];
const JOB_MEMBERS = [...COMMON_MEMBERS, 'CacheConfig', 'RetryPolicies'];

/** The steps of a list, each followed by those of its branches. */
export function parseSteps(entries: readonly JsonValue[], at: string, branch?: Step['branch']): Step[] {
  return entries.flatMap((entry, index) =>
    parseStep(expectObject(entry, `${at}[${index}]`), `${at}[${index}]`, branch),
  );
}

function parseStep(entry: JsonObject, at: string, branch: Step['branch']): Step[] {
  const name = expectString(entry['Name'], `${at}.Name`);
  if (!NAME_PATTERN.test(name)) {
    throw unableToParse(
      `Invalid step name '${name}'. It must satisfy regular expression pattern: [A-Za-z0-9\\-_]{1,64}.`,
    );
  }
  const type = expectString(entry['Type'], `${at}.Type`);
  if (type === 'Condition') return parseConditionStep(name, entry, branch);
  if (type === 'Fail') return [parseFailStep(name, entry, branch)];
  if (isStepTypeName(type)) return [parseJobStep(name, type, entry, branch)];
  if (STEP_TYPES_TO_COME.includes(type)) {
    throw unableToParse(`Step '${name}' is of type '${type}', which this server does not run yet.`);
  }
  const known = [...Object.keys(STEP_TYPES), 'Condition', 'Fail'];
  throw unableToParse(`Step '${name}' is of unknown type '${type}'. Known types: [${known.join(', ')}].`);
}

function parseCommon(name: string, entry: JsonObject, branch: Step['branch']) {
  const { DisplayName: displayName, Description: description, DependsOn: dependsOn } = entry;
  const at = `Steps['${name}']`;
  return {
    name,
    ...(displayName != null && { displayName: expectString(displayName, `${at}.DisplayName`) }),
    ...(description != null && { description: expectString(description, `${at}.Description`) }),
    dependsOn:
      dependsOn == null
        ? []
        : expectArray(dependsOn, `${at}.DependsOn`).map((step) => expectString(step, `${at}.DependsOn`)),
    ...(branch && { branch }),
  };
}

function parseJobStep(name: string, type: JobStep['type'], entry: JsonObject, branch: Step['branch']): JobStep {
  const at = `Steps['${name}']`;
  expectOnly(entry, type === 'Processing' ? [...JOB_MEMBERS, 'PropertyFiles'] : JOB_MEMBERS, at);
  const cacheWindowMs = parseCacheWindow(entry['CacheConfig'], at);
  const cached = cacheWindowMs !== undefined && stepTypeOf(type).cacheKeyMembers.length > 0;
  return {
    ...parseCommon(name, entry, branch),
    type,
    kind: 'job',
    arguments: expectObject(entry['Arguments'], `${at}.Arguments`),
    propertyFiles: parsePropertyFiles(entry['PropertyFiles'], at),
    retryPolicies: parseRetryPolicies(entry['RetryPolicies'], at),
    ...(cached && { cacheWindowMs }),
  };
}

function parseFailStep(name: string, entry: JsonObject, branch: Step['branch']): Step {
  const at = `Steps['${name}']`;
  expectOnly(entry, COMMON_MEMBERS, at);
  const members = expectObject(entry['Arguments'], `${at}.Arguments`);
  expectOnly(members, ['ErrorMessage'], `${at}.Arguments`);
  return {
    ...parseCommon(name, entry, branch),
    type: 'Fail',
    kind: 'fail',
    errorMessage: members['ErrorMessage'] ?? '',
  };
}

function parseConditionStep(name: string, entry: JsonObject, branch: Step['branch']): Step[] {
  const at = `Steps['${name}']`;
  if (branch) {
    throw unableToParse(
      `Condition step '${name}' stands in a branch of condition step '${branch.condition}'; conditions may not be nested.`,
    );
  }
  expectOnly(entry, COMMON_MEMBERS, at);
  const members = expectObject(entry['Arguments'], `${at}.Arguments`);
  expectOnly(members, ['Conditions', 'IfSteps', 'ElseSteps'], `${at}.Arguments`);
  const conditions = parseConditions(members['Conditions'], `${at}.Arguments.Conditions`);
  return [
    { ...parseCommon(name, entry, undefined), type: 'Condition', kind: 'condition', conditions },
    ...parseBranch(members['IfSteps'], `${at}.Arguments.IfSteps`, { condition: name, outcome: true }),
    ...parseBranch(members['ElseSteps'], `${at}.Arguments.ElseSteps`, { condition: name, outcome: false }),
  ];
}

function parseBranch(value: JsonValue | undefined, at: string, branch: NonNullable<Step['branch']>): Step[] {
  if (value === undefined || value === null) return [];
  const entries = expectArray(value, at);
  if (entries.length > BRANCH_STEPS_MAX) {
    throw unableToParse(
      `Condition step '${branch.condition}' has ${entries.length} steps in a branch; at most ${BRANCH_STEPS_MAX} are allowed.`,
    );
  }
  return parseSteps(entries, at, branch);
}
