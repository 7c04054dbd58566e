import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { expectArray, expectObject, expectOnly, expectString, unableToParse } from './definition-error.ts';
import { parseDuration } from './duration.ts';
import type { PropertyFile, RetryPolicy } from './pipeline-definition.ts';

/** What a policy may name (SDK, RetryPolicies). */
const RETRY_EXCEPTION_TYPES = [
  'Step.SERVICE_FAULT',
  'Step.THROTTLING',
  'SageMaker.JOB_INTERNAL_ERROR',
  'SageMaker.CAPACITY_ERROR',
  'SageMaker.RESOURCE_LIMIT',
] as const;
export type RetryExceptionType = (typeof RETRY_EXCEPTION_TYPES)[number];

export function parsePropertyFiles(value: JsonValue | undefined, step: string): PropertyFile[] {
  if (value === undefined || value === null) return [];
  const at = `${step}.PropertyFiles`;
  const files = expectArray(value, at).map((entry, index) => {
    const members = expectObject(entry, `${at}[${index}]`);
    expectOnly(members, ['PropertyFileName', 'OutputName', 'FilePath'], `${at}[${index}]`);
    return {
      name: expectString(members['PropertyFileName'], `${at}[${index}].PropertyFileName`),
      outputName: expectString(members['OutputName'], `${at}[${index}].OutputName`),
      filePath: expectString(members['FilePath'], `${at}[${index}].FilePath`),
    };
  });
  const twice = files.find((file, index) => files.findIndex(({ name }) => name === file.name) !== index);
  if (twice) throw unableToParse(`Duplicate property file '${twice.name}'. At ${at}.`);
  return files;
}

/** How long results stay good, in milliseconds; undefined when the step is not cached. */
export function parseCacheWindow(value: JsonValue | undefined, step: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const at = `${step}.CacheConfig`;
  const members = expectObject(value, at);
  expectOnly(members, ['Enabled', 'ExpireAfter'], at);
  if (typeof members['Enabled'] !== 'boolean') throw unableToParse(`Enabled must be true or false. At ${at}.`);
  if (!members['Enabled']) return undefined;
  const text = members['ExpireAfter'];
  if (text === undefined || text === null) return Number.POSITIVE_INFINITY;
  const windowMs = parseDuration(expectString(text, `${at}.ExpireAfter`));
  if (windowMs === undefined) {
    throw unableToParse(`ExpireAfter '${text}' is not an ISO 8601 duration. At ${at}.`);
  }
  return windowMs;
}

export function parseRetryPolicies(value: JsonValue | undefined, step: string): RetryPolicy[] {
  if (value === undefined || value === null) return [];
  const at = `${step}.RetryPolicies`;
  return expectArray(value, at).map((entry, index) => parseRetryPolicy(entry, `${at}[${index}]`));
}

const RETRY_MEMBERS = ['ExceptionType', 'IntervalSeconds', 'BackoffRate', 'MaxAttempts', 'ExpireAfterMin'];

function parseRetryPolicy(entry: JsonValue, at: string): RetryPolicy {
  const members = expectObject(entry, at);
  expectOnly(members, RETRY_MEMBERS, at);
  const exceptionTypes = expectArray(members['ExceptionType'], `${at}.ExceptionType`).map((type) => {
    const known = RETRY_EXCEPTION_TYPES.find((name) => name === type);
    if (!known) throw unableToParse(`Unknown ExceptionType ${JSON.stringify(type)}. At ${at}.`);
    return known;
  });
  // Bounds and defaults of the SDK's policies: interval 1 s, back-off 2.0, 5 attempts.
  const maxAttempts = numberIn(members, 'MaxAttempts', 1, 20, at);
  const expireAfterMinutes = numberIn(members, 'ExpireAfterMin', 1, 14_400, at);
  if (maxAttempts !== undefined && expireAfterMinutes !== undefined) {
    throw unableToParse(`Only one of MaxAttempts and ExpireAfterMin may be given. At ${at}.`);
  }
  return {
    exceptionTypes,
    intervalSeconds: numberIn(members, 'IntervalSeconds', 1, 43_200, at) ?? 1,
    backoffRate: numberIn(members, 'BackoffRate', 0, Number.MAX_VALUE, at) ?? 2,
    ...(expireAfterMinutes === undefined ? { maxAttempts: maxAttempts ?? 5 } : { expireAfterMinutes }),
  };
}

function numberIn(members: JsonObject, name: string, min: number, max: number, at: string): number | undefined {
  const value = members[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || value < min || value > max) {
    throw unableToParse(`${name} must be a number from ${min} to ${max}. At ${at}.`);
  }
  return value;
}
