import type { QueueAttributeName } from '../../api/generated/sqs-types.ts';
import { ServiceError } from '../../base/errors.ts';
import { invalidAttributeName, invalidAttributeValue } from './queue-errors.ts';
import { parseRedriveAllowPolicy, parseRedrivePolicy } from './redrive-policy.ts';

/** The attributes that a queue is given, as texts. What is absent has its default. */
export type QueueAttributes = { readonly [Name in QueueAttributeName]?: string };

interface AttributeRule {
  readonly accepts: (text: string) => boolean;
  readonly default?: string;
  readonly fifoOnly?: boolean;
}

const within = (min: number, max: number, preset?: number): AttributeRule => ({
  accepts: (text) => /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max,
  ...(preset === undefined ? {} : { default: String(preset) }),
});
const oneOf = (...texts: readonly string[]) => ({ accepts: (text: string) => texts.includes(text) });
const flag = oneOf('true', 'false');
const anyText: AttributeRule = { accepts: () => true };

/** What callers may set; seconds and bytes. Limits and defaults are those of the API reference's SetQueueAttributes. */
const RULES: { readonly [Name in QueueAttributeName]?: AttributeRule } = {
  VisibilityTimeout: within(0, 43_200, 30),
  MaximumMessageSize: within(1024, 1_048_576, 1_048_576),
  MessageRetentionPeriod: within(60, 1_209_600, 345_600),
  DelaySeconds: within(0, 900, 0),
  ReceiveMessageWaitTimeSeconds: within(0, 20, 0),
  Policy: { accepts: isJsonObject },
  RedrivePolicy: { accepts: (text) => parseRedrivePolicy(text) !== undefined },
  RedriveAllowPolicy: { accepts: (text) => parseRedriveAllowPolicy(text) !== undefined },
  KmsMasterKeyId: anyText,
  KmsDataKeyReusePeriodSeconds: within(60, 86_400),
  SqsManagedSseEnabled: { ...flag, default: 'true' },
  FifoQueue: { ...oneOf('true'), fifoOnly: true },
  ContentBasedDeduplication: { ...flag, default: 'false', fifoOnly: true },
  DeduplicationScope: { ...oneOf('queue', 'messageGroup'), default: 'queue', fifoOnly: true },
  FifoThroughputLimit: { ...oneOf('perQueue', 'perMessageGroupId'), default: 'perQueue', fifoOnly: true },
};
const RULE_ENTRIES = Object.entries(RULES) as readonly [QueueAttributeName, AttributeRule][];

/** Attributes that an empty text takes away. */
const REMOVABLE: ReadonlySet<string> = new Set(['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId']);

/** Throws for what is no attribute, can't be set, or has no such value. */
export function checkAttributes(attributes: Readonly<Record<string, string>>, isFifo: boolean): void {
  for (const [name, text] of Object.entries(attributes)) {
    const rule = Object.hasOwn(RULES, name) ? RULES[name as QueueAttributeName] : undefined;
    if (!rule || (rule.fifoOnly && !isFifo)) throw invalidAttributeName(name);
    if (REMOVABLE.has(name) && text === '') continue;
    if (!rule.accepts(text)) throw invalidAttributeValue(name);
  }
}

/** The attributes with those of a request set, and those without a value gone. */
export function withAttributes(
  held: QueueAttributes,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const all = { ...held, ...given };
  return Object.fromEntries(Object.entries(all).filter(([name, text]) => !(REMOVABLE.has(name) && text === '')));
}

/** A queue is made once: its kind never changes. */
export function refuseKindChange(given: Readonly<Record<string, string>>): void {
  if (given['FifoQueue'] !== undefined) throw invalidAttributeName('FifoQueue');
}

/** The text of an attribute, as it was set or by default. */
export function attributeText(attributes: QueueAttributes, name: QueueAttributeName): string | undefined {
  return attributes[name] ?? RULES[name]?.default;
}

/** A time in an attribute that has a default. */
export function attributeMs(attributes: QueueAttributes, name: QueueAttributeName): number {
  return Number(attributeText(attributes, name)) * 1000;
}

/** All attributes that have a value, in the order of the rules. */
export function allAttributes(attributes: QueueAttributes, isFifo: boolean): Record<string, string> {
  const shown = RULE_ENTRIES.flatMap(([name, rule]) => {
    const text = attributes[name] ?? (rule.fifoOnly && !isFifo ? undefined : rule.default);
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(shown);
}

/** Throws when a queue that is there has another value of what a request asks for. */
export function checkSameAttributes(held: QueueAttributes, given: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(given)) {
    if ((attributeText(held, name as QueueAttributeName) ?? '') === text) continue;
    const sentence = `A queue already exists with the same name and a different value for attribute ${name}`;
    throw new ServiceError('QueueNameExists', sentence);
  }
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
