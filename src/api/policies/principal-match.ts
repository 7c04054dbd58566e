import type { Subject } from './access-request.ts';
import type { PolicyStatement } from './policy-document.ts';

/**
 * How a statement names somebody. Naming an account hands the decision to that account's own policies; naming a session,
 * a user or a role grants by itself (IAM guide, "Policy evaluation logic").
 */
export type Naming = 'session' | 'principal' | 'account';

const ORDER: readonly Naming[] = ['session', 'principal', 'account'];

/** Makes the names of a statement ready: how it names a subject, undefined when it does not. */
export function compilePrincipals({
  named,
  negated,
}: NonNullable<PolicyStatement['principals']>): (subject: Subject) => Naming | undefined {
  const accounts = (named['AWS'] ?? []).map(accountOf);
  const names = named['AWS'] ?? [];
  const services = named['Service'] ?? [];
  const find = (subject: Subject): Naming | undefined => {
    if (subject.service !== undefined) {
      return services.includes(subject.service) || services.includes('*') || names.includes('*')
        ? 'principal'
        : undefined;
    }
    const found = names.map((name, index) => namingOf(name, accounts[index], subject));
    return ORDER.find((naming) => found.includes(naming));
  };
  if (!negated) return find;
  return (subject) => (find(subject) === undefined ? 'principal' : undefined);
}

function namingOf(name: string, account: string | undefined, subject: Subject): Naming | undefined {
  if (name === subject.sessionArn) return 'session';
  if (name === '*' || name === subject.arn) return 'principal';
  return account !== undefined && account === subject.account ? 'account' : undefined;
}

/** The account of `123456789012` and `arn:aws:iam::123456789012:root`. */
function accountOf(name: string): string | undefined {
  return /^(?:arn:[a-z-]+:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1];
}
