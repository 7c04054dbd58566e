import { ServiceError } from '../base/errors.ts';

/** A value that breaks a rule of the model. */
export interface Violation {
  /** Where it is, as AWS writes it: `resourceConfig.instanceType`, `tags.1.member.key`. */
  readonly path: string;
  /** ` null`, ` '<value>'`, or nothing for what must not be shown. */
  readonly shown: string;
  /** For example `Member must not be null`. */
  readonly constraint: string;
}

/** Deeper requests are refused: following them would end our own stack. */
const NESTING_MAX = 100;
const VIOLATIONS_MAX = 25;

/** Where a check stands in the input, and what it has found wrong so far. */
export class Trail {
  readonly violations: Violation[] = [];
  readonly #segments: (string | number)[] = [];

  /** Steps into a member, or into a list's item by its index from 0. */
  enter(segment: string | number): void {
    if (this.#segments.length >= NESTING_MAX) {
      throw serializationException(`The request is nested more than ${NESTING_MAX} levels deep.`);
    }
    this.#segments.push(segment);
  }

  leave(): void {
    this.#segments.pop();
  }

  /** True when the answer would not get more useful by looking further. */
  get isFull(): boolean {
    return this.violations.length >= VIOLATIONS_MAX;
  }

  report(shown: string, constraint: string): void {
    if (!this.isFull) this.violations.push({ path: this.#path(), shown, constraint });
  }

  #path(): string {
    const segments = this.#segments.map((segment) => (typeof segment === 'number' ? `${segment + 1}.member` : segment));
    return segments.join('.');
  }
}

/** JSON of another kind than the model says, in the words of AWS's JSON services. */
export function serializationException(message: string): ServiceError {
  return new ServiceError('SerializationException', message);
}

/** Paths begin in lower case: `TrainingJobName` is shown as `trainingJobName`. */
export function pathSegment(memberName: string): string {
  return memberName.charAt(0).toLowerCase() + memberName.slice(1);
}

/** `1 validation error detected: Value '…' at '…' failed to satisfy constraint: …`. */
export function violationText(violations: readonly Violation[]): string {
  const sentences = violations.map(
    ({ path, shown, constraint }) => `Value${shown} at '${path}' failed to satisfy constraint: ${constraint}`,
  );
  const count = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`;
  return `${count} detected: ${sentences.join('; ')}`;
}
