import { createHash } from 'node:crypto';
import type { JobStep } from '../definition/pipeline-definition.ts';
import { stepTypeOf } from '../definition/step-types.ts';
import type { ExecutionRecord } from '../executions-store.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Names of jobs and models. */
const NAME_LENGTH_MAX = 63;
const SUFFIX_LENGTH = 10;
/** Of CreateModelPackage's ClientToken. */
const TOKEN_LENGTH = 32;

/**
 * What the thing of a step's attempt is known by: always the same for the same attempt, so that nothing is made twice.
 * `pipelines-<execution id>-<step>-<10 letters and digits>`; the definition's own name, where it has one, is the prefix
 * instead. For a model package, which has no name, its client token.
 */
export function derivedName(execution: ExecutionRecord, step: JobStep, attempt: number): string {
  const digest = createHash('sha256').update(`${execution.arn.toLowerCase()}\0${step.name}\0${attempt}`).digest();
  const { repeatedBy, nameMember } = stepTypeOf(step.type);
  if (repeatedBy === 'client-token') return digest.toString('hex').slice(0, TOKEN_LENGTH);
  const suffix = [...digest.subarray(0, SUFFIX_LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  const prefix = step.arguments[nameMember];
  const [head, tail] =
    typeof prefix === 'string' ? ['', `-${execution.name}-${suffix}`] : [`pipelines-${execution.name}-`, `-${suffix}`];
  const middle = (typeof prefix === 'string' ? prefix : step.name).slice(
    0,
    NAME_LENGTH_MAX - head.length - tail.length,
  );
  // Step names may hold underscores, names of jobs may not.
  return `${head}${middle.replaceAll('_', '-')}${tail}`;
}
