import { formatArn, partitionOf, type Scope } from '../../../base/arn.ts';

/** A call's input, not yet typed. */
export type CallInput = Readonly<Record<string, unknown>>;

/** One thing that a call does, as policies name it. */
export interface CalledAction {
  /** `<service>:<Action>`. */
  readonly action: string;
  /** An ARN; `*` where the action is about no resource. */
  readonly resource: string;
}

/** What a call of one operation does. Empty for what needs no permission. */
export type ActionsOf = (input: CallInput, scope: Scope) => readonly CalledAction[];

/** An ARN in the scope's partition. `regional`: it names region and account, as most do. */
export function arnIn(scope: Scope, service: string, resource: string): string {
  const { account, region } = scope;
  return formatArn({ partition: partitionOf(region), service, region, account, resource });
}

/** An ARN of a service without regions. */
export function globalArn(scope: Scope, service: string, resource: string): string {
  return formatArn({ partition: partitionOf(scope.region), service, region: '', account: scope.account, resource });
}

/** The member's text; undefined when it is absent or no text. */
export function textOf(input: CallInput, member: string): string | undefined {
  const value = input[member];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
