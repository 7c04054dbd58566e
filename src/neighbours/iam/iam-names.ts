import { createHash } from 'node:crypto';
import type { Principal, PrincipalSession } from '../../api/operation.ts';
import { formatArn, parseArn, partitionOf, type Scope } from '../../base/arn.ts';
import { randomLowerId } from '../../base/ids.ts';

/** IAM knows no region: its rows carry an empty one. */
export function iamScope(account: string): Scope {
  return { account, region: '' };
}

/** ARN of a user, role, group or policy; the path begins and ends with `/`. The region only tells the partition. */
export function iamArn(kind: 'user' | 'role' | 'group' | 'policy', scope: Scope, path: string, name: string): string {
  return formatArn({
    partition: partitionOf(scope.region),
    service: 'iam',
    region: '',
    account: scope.account,
    resource: `${kind}${path}${name}`,
  });
}

/** Account and name of `arn:aws:iam::<account>:role/<path>/<name>`; undefined when it is no role's ARN. */
export function parseRoleArn(roleArn: string): { readonly account: string; readonly name: string } | undefined {
  const arn = parseArn(roleArn);
  if (arn?.service !== 'iam' || !arn.resource.startsWith('role/')) return undefined;
  const name = arn.resource.slice(arn.resource.lastIndexOf('/') + 1);
  return name === '' ? undefined : { account: arn.account, name };
}

/** Account (`aws` for AWS's own) and name of `arn:aws:iam::<account>:policy/<path>/<name>`; undefined for another text. */
export function parsePolicyArn(text: string): { readonly account: string; readonly name: string } | undefined {
  const match = /^arn:[a-z-]+:iam::(aws|[0-9]{12}):policy\/(?:[\x21-\x7e]*\/)?([\w+=,.@-]{1,128})$/.exec(text);
  return match ? { account: match[1] ?? '', name: match[2] ?? '' } : undefined;
}

/**
 * The unique id of a role, derived from its account and name, so that a principal can be named without reading a row.
 * A role that is made again gets the same id; the sessions of the old one were deleted with it.
 */
export function roleIdOf(account: string, roleName: string): string {
  const digest = createHash('sha256').update(`${account}/${roleName.toLowerCase()}`).digest('hex');
  return `AROA${BigInt(`0x${digest}`).toString(36).toUpperCase().slice(0, 17)}`;
}

const ID_PREFIXES = { user: 'AIDA', group: 'AGPA', policy: 'ANPA' } as const;

/** A unique id that tells a thing from an earlier one of the same name. */
export function newIamId(kind: keyof typeof ID_PREFIXES): string {
  return `${ID_PREFIXES[kind]}${randomLowerId(17).toUpperCase()}`;
}

/** Who a role session is, in the form GetCallerIdentity answers. */
export function assumedRolePrincipal(
  scope: Scope,
  roleName: string,
  sessionName: string,
  session?: PrincipalSession,
): Principal {
  const arn = formatArn({
    partition: partitionOf(scope.region),
    service: 'sts',
    region: '',
    account: scope.account,
    resource: `assumed-role/${roleName}/${sessionName}`,
  });
  return {
    kind: 'assumed-role',
    arn,
    account: scope.account,
    principalId: `${roleIdOf(scope.account, roleName)}:${sessionName}`,
    ...(session && { session }),
  };
}
