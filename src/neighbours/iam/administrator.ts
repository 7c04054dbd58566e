import { partitionOf, type Scope } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import { InvariantError } from '../../base/errors.ts';
import { randomLowerId, randomMixedId } from '../../base/ids.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';
import { awsPolicyArn } from './access/aws-policies.ts';
import { SAGEMAKER } from './access/policy-authoriser.ts';
import { iamArn, iamScope, newIamId, roleIdOf } from './iam-names.ts';
import { accessKeysOf, findAccessKey, putAccessKey, roleTable, type UserRecord, userTable } from './identity-store.ts';

const ADMINISTRATOR = 'admin';

/** The role that jobs, endpoints and pipelines of a fresh account can be given. */
const DEFAULT_EXECUTION_ROLE = 'SagebrushExecutionRole';

export interface AdministratorInput {
  readonly account: string;
  /** Only tells the partition of the ARNs (`aws`, `aws-cn`, …). */
  readonly region?: string | undefined;
  /** Both or none: a key of the operator's own choice, which replaces the secret of an existing key of this id. */
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
}

export interface Administrator {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly userArn: string;
  readonly executionRoleArn: string;
  /** True when the key did not exist before. */
  readonly created: boolean;
}

/** Makes the account's administrator, a key and the default execution role, or finds the ones of an earlier start. */
export async function ensureAdministrator(
  store: SqlStore,
  clock: Clock,
  input: AdministratorInput,
): Promise<Administrator> {
  if ((input.accessKeyId === undefined) !== (input.secretAccessKey === undefined)) {
    throw new InvariantError('an access key id and its secret come together');
  }
  const scope = { account: input.account, region: input.region ?? '' };
  return store.transaction(async (tx) => {
    const nowMs = clock.nowMs();
    const userArn = await ensureUser(store, tx, scope, nowMs);
    const executionRoleArn = await ensureExecutionRole(store, tx, scope, nowMs);
    return { ...(await ensureKey(tx, input, nowMs)), userArn, executionRoleArn };
  });
}

async function ensureUser(store: SqlStore, tx: SqlTransaction, scope: Scope, nowMs: number): Promise<string> {
  const existing = await userTable.findForUpdate(store, tx, iamScope(scope.account), ADMINISTRATOR);
  const everything = awsPolicyArn(partitionOf(scope.region), { path: '/', name: 'AdministratorAccess' });
  if (existing) {
    await keepUnlimited(tx, existing, everything, nowMs);
    return existing.arn;
  }
  const arn = iamArn('user', scope, '/', ADMINISTRATOR);
  await userTable.insert(tx, {
    ...iamScope(scope.account),
    parent: '',
    name: ADMINISTRATOR,
    arn,
    status: 'Active',
    creationMs: nowMs,
    modifiedMs: nowMs,
    document: {
      userId: newIamId('user'),
      path: '/',
      tags: [],
      attachedPolicyArns: [everything],
      inlinePolicies: {},
      groups: [],
    },
    extra: {},
  });
  return arn;
}

/** Whoever starts the server can't lock himself out: what was taken from the administrator is given back. */
async function keepUnlimited(tx: SqlTransaction, user: UserRecord, everything: string, nowMs: number): Promise<void> {
  const { document } = user;
  if (document.boundaryArn === undefined && document.attachedPolicyArns.includes(everything)) return;
  const attachedPolicyArns = [...new Set([...document.attachedPolicyArns, everything])];
  await userTable.update(tx, {
    ...user,
    modifiedMs: nowMs,
    document: { ...document, attachedPolicyArns, boundaryArn: undefined },
  });
}

async function ensureExecutionRole(store: SqlStore, tx: SqlTransaction, scope: Scope, nowMs: number): Promise<string> {
  const existing = await roleTable.findForUpdate(store, tx, iamScope(scope.account), DEFAULT_EXECUTION_ROLE);
  if (existing) return existing.arn;
  return insertRole(tx, scope, nowMs, {
    name: DEFAULT_EXECUTION_ROLE,
    description: 'Execution role that Sagebrush makes for every account',
    trustPolicy: trustPolicyOf(scope),
    // Whoever works in a shell of `sagebrush env` acts as it: everything but identities, and it may be handed to jobs.
    policies: ['AmazonSageMakerFullAccess', 'PowerUserAccess'],
  });
}

/** The roles of a new account: the one by which another account gets in, and the execution role. */
export async function makeFirstRoles(
  { store, clock }: { readonly store: SqlStore; readonly clock: Clock },
  tx: SqlTransaction,
  input: { readonly scope: Scope; readonly accessRole: string; readonly trustedAccount: string },
): Promise<void> {
  const { scope, accessRole, trustedAccount } = input;
  const nowMs = clock.nowMs();
  const trusted = { Effect: 'Allow', Principal: { AWS: rootArn({ ...scope, account: trustedAccount }) } };
  await insertRole(tx, scope, nowMs, {
    name: accessRole,
    description: 'Lets the management account into this one',
    trustPolicy: JSON.stringify({ Version: '2012-10-17', Statement: [{ ...trusted, Action: 'sts:AssumeRole' }] }),
    policies: ['AdministratorAccess'],
  });
  await ensureExecutionRole(store, tx, scope, nowMs);
}

interface FirstRole {
  readonly name: string;
  readonly description: string;
  readonly trustPolicy: string;
  /** Names of AWS's own managed policies. */
  readonly policies: readonly string[];
}

async function insertRole(tx: SqlTransaction, scope: Scope, nowMs: number, role: FirstRole): Promise<string> {
  const arn = iamArn('role', scope, '/', role.name);
  await roleTable.insert(tx, {
    ...iamScope(scope.account),
    parent: '',
    name: role.name,
    arn,
    status: 'Active',
    creationMs: nowMs,
    modifiedMs: nowMs,
    document: {
      roleId: roleIdOf(scope.account, role.name),
      path: '/',
      description: role.description,
      trustPolicy: role.trustPolicy,
      sessionSecondsMax: 43_200,
      tags: [],
      attachedPolicyArns: role.policies.map((name) => awsPolicyArn(partitionOf(scope.region), { path: '/', name })),
      inlinePolicies: {},
    },
    extra: {},
  });
  return arn;
}

const rootArn = ({ account, region }: Scope) => `arn:${partitionOf(region)}:iam::${account}:root`;

/** Lets SageMaker, and every principal of the role's own account, act as the role. */
function trustPolicyOf(scope: Scope): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: SAGEMAKER }, Action: 'sts:AssumeRole' },
      { Effect: 'Allow', Principal: { AWS: rootArn(scope) }, Action: 'sts:AssumeRole' },
    ],
  });
}

async function ensureKey(tx: SqlTransaction, input: AdministratorInput, nowMs: number) {
  const { account, accessKeyId, secretAccessKey } = input;
  const keyOf = (id: string, secret: string) =>
    ({ access_key_id: id, account, user_key: ADMINISTRATOR, secret, status: 'Active', creation_ms: nowMs }) as const;
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    const taken = await findAccessKey(tx.db, accessKeyId);
    if (taken && (taken.account !== account || taken.user_key !== ADMINISTRATOR)) {
      throw new InvariantError(`the access key ${accessKeyId} belongs to another user`);
    }
    await putAccessKey(tx, keyOf(accessKeyId, secretAccessKey));
    return { accessKeyId, secretAccessKey, created: taken === undefined };
  }
  const existing = (await accessKeysOf(tx.db, account, ADMINISTRATOR)).find((key) => key.status === 'Active');
  if (existing) return { accessKeyId: existing.access_key_id, secretAccessKey: existing.secret, created: false };
  const fresh = keyOf(newAccessKeyId(), randomMixedId(40));
  await putAccessKey(tx, fresh);
  return { accessKeyId: fresh.access_key_id, secretAccessKey: fresh.secret, created: true };
}

/** `AKIA` and sixteen capital letters or digits. */
export function newAccessKeyId(): string {
  return `AKIA${randomLowerId(16).toUpperCase()}`;
}
