import type { Scope } from '../../base/arn.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { invalidValue } from './queue-errors.ts';
import { nameOfArn, queueArn } from './queue-names.ts';
import { findQueue } from './queue-store.ts';
import { parseRedrivePolicy, takesDeadLettersOf } from './redrive-policy.ts';

/** Throws for a redrive policy whose target is not there, is of the other kind, or does not take this queue's letters. */
export async function checkDeadLetterTarget(
  store: SqlStore,
  scope: Scope,
  source: { readonly name: string; readonly isFifo: boolean },
  policyText: string | undefined,
): Promise<void> {
  const policy = parseRedrivePolicy(policyText);
  if (!policy) return;
  const refuse = (reason: string) => invalidValue(policyText, 'RedrivePolicy', reason);
  const name = nameOfArn(scope, policy.deadLetterTargetArn);
  const target = name === undefined ? undefined : await findQueue(store, scope, name);
  if (!target) throw refuse('Dead letter target does not exist.');
  if (target.isFifo !== source.isFifo) {
    throw refuse(`Dead-letter queue must be same type of queue as the source.`);
  }
  if (!takesDeadLettersOf(target.attributes.RedriveAllowPolicy, queueArn(scope, source.name))) {
    throw refuse('The dead letter queue does not allow this queue as a source.');
  }
}
