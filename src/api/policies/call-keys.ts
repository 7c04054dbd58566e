import type { OperationContext } from '../operation.ts';
import type { RequestKeys, Subject } from './access-request.ts';
import type { CallInput } from './actions/called-actions.ts';
import { splitArn } from './condition-operators.ts';
import { s3Values } from './s3-keys.ts';
import { type CalledOperation, sagemakerValues } from './sagemaker-keys.ts';

export type Tags = readonly { readonly Key: string; readonly Value: string }[];

/** Everything that condition keys can be about. */
export interface CallFacts {
  readonly subject: Subject;
  readonly context: OperationContext;
  readonly input: CallInput;
  /** Whose input that is; undefined where no client's call is decided about. */
  readonly called?: CalledOperation | undefined;
  readonly nowMs: number;
  readonly resource: string;
  /** Of the user or role, and of the session. */
  readonly principalTags: Tags;
  /** Of the resource; undefined when the resource has none or its tags were not asked for. */
  readonly resourceTags?: Tags | undefined;
  /** Keys that only one place knows, by name in lower case, such as `iam:passedtoservice`. */
  readonly more?: Readonly<Record<string, readonly string[]>> | undefined;
}

type Values = readonly string[] | undefined;

/** The prefixes of keys that are about the tags of the resource. */
const RESOURCE_TAG_PREFIXES = ['aws:resourcetag/', 'sagemaker:resourcetag/', 'iam:resourcetag/'] as const;

/** True when a policy that mentions these keys can't be evaluated without the tags of the resource. */
export function needsResourceTags(keys: ReadonlySet<string>): boolean {
  for (const key of keys) if (RESOURCE_TAG_PREFIXES.some((prefix) => key.startsWith(prefix))) return true;
  return false;
}

const KEYS: Readonly<Record<string, (facts: CallFacts) => Values>> = {
  'aws:requestedregion': ({ context }) => [context.region],
  'aws:principalarn': ({ subject }) => one(subject.arn),
  'aws:principalaccount': ({ subject }) => one(subject.account),
  'aws:principaltype': ({ context }) => one(PRINCIPAL_TYPES[context.principal.kind]),
  'aws:principalisawsservice': ({ subject }) => [String(subject.service !== undefined)],
  'aws:viaawsservice': () => ['false'],
  'aws:userid': ({ context }) => one(context.principal.principalId),
  'aws:username': ({ context, subject }) =>
    context.principal.kind === 'user' ? one(subject.arn.slice(subject.arn.lastIndexOf('/') + 1)) : undefined,
  'aws:sourceip': ({ context }) => one(context.sourceIp),
  'aws:securetransport': ({ context }) => (context.isSecure === undefined ? undefined : [String(context.isSecure)]),
  'aws:useragent': ({ context }) => one(context.userAgent),
  'aws:currenttime': ({ nowMs }) => [new Date(nowMs).toISOString()],
  'aws:epochtime': ({ nowMs }) => [String(Math.floor(nowMs / 1000))],
  'aws:resourceaccount': ({ resource, context }) => one(splitArn(resource)[4] || context.account),
  'aws:tagkeys': ({ input }) => tagKeysOf(input),
  'iam:policyarn': ({ input }) => one(input['PolicyArn']),
  'iam:permissionsboundary': ({ input }) => one(input['PermissionsBoundary']),
  'sts:rolesessionname': ({ input }) => one(input['RoleSessionName']),
  'sts:externalid': ({ input }) => one(input['ExternalId']),
};

const PRINCIPAL_TYPES = { root: 'Account', user: 'User', 'assumed-role': 'AssumedRole', service: undefined } as const;

/** The condition keys of one call, worked out when a policy asks for them. */
export class CallKeys implements RequestKeys {
  readonly #facts: CallFacts;

  constructor(facts: CallFacts) {
    this.#facts = facts;
  }

  values(key: string): Values {
    const facts = this.#facts;
    const more = facts.more?.[key];
    if (more) return more;
    const read = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    if (read) return read(facts);
    const slash = key.indexOf('/');
    if (slash > 0) return taggedValue(facts, key.slice(0, slash), key.slice(slash + 1));
    if (key.startsWith('s3:')) return s3Values(key, facts.input);
    if (!facts.called || !key.startsWith('sagemaker:')) return undefined;
    return sagemakerValues(key, facts.input, facts.called, facts.context);
  }
}

/** Keys of tags are compared without case (IAM guide, "Tag keys"). */
function taggedValue(facts: CallFacts, prefix: string, tagKey: string): Values {
  const find = (tags: Tags | undefined): Values =>
    one(tags?.find(({ Key }) => Key.toLowerCase() === tagKey)?.Value, true);
  if (prefix === 'aws:requesttag') return find(tagsOf(facts.input));
  if (prefix === 'aws:principaltag') return find(facts.principalTags);
  return RESOURCE_TAG_PREFIXES.some((known) => known === `${prefix}/`) ? find(facts.resourceTags) : undefined;
}

function one(value: unknown, mayBeEmpty = false): Values {
  return typeof value === 'string' && (value !== '' || mayBeEmpty) ? [value] : undefined;
}

/** The tags that a request carries: a list of keys and values, a map of them, or the header of S3. */
function tagsOf(input: CallInput): Tags {
  const { Tags: tags = input['tags'], Tagging: tagging } = input;
  if (Array.isArray(tags)) return tags.filter(isTag);
  if (typeof tags === 'object' && tags !== null) {
    return Object.entries(tags)
      .map(([Key, Value]: [string, unknown]) => ({ Key, Value }))
      .filter(isTag);
  }
  if (typeof tagging === 'string') {
    return [...new URLSearchParams(tagging)].map(([Key, Value]) => ({ Key, Value }));
  }
  const set = (tagging as { TagSet?: unknown } | undefined)?.TagSet;
  return Array.isArray(set) ? set.filter(isTag) : [];
}

function tagKeysOf(input: CallInput): Values {
  // The oldest call for it, of log groups, has the keys under the name that the others have for tags.
  const removed = [input['TagKeys'], input['tagKeys'], input['tags']].find(isTexts);
  const keys = removed ?? tagsOf(input).map(({ Key }) => Key);
  return keys.length > 0 ? keys : undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}

function isTag(value: unknown): value is Tags[number] {
  const { Key, Value } = (value ?? {}) as { Key?: unknown; Value?: unknown };
  return typeof Key === 'string' && typeof Value === 'string';
}
