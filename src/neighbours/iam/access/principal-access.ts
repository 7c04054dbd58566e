import { LRUCache } from 'lru-cache';
import type { Principal } from '../../../api/operation.ts';
import type { Subject } from '../../../api/policies/access-request.ts';
import { needsResourceTags, type Tags } from '../../../api/policies/call-keys.ts';
import { PolicyGroup, type PolicySet } from '../../../api/policies/decide.ts';
import type { Clock } from '../../../base/clock.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { policyGroup } from './policy-groups.ts';
import { type PolicyTexts, textsOfRole, textsOfUser } from './policy-texts.ts';

/** Everything about a caller that decisions need. */
export interface Access {
  readonly subject: Subject;
  readonly set: PolicySet;
  readonly tags: Tags;
  /** May do everything, whatever a call is about; only a policy of the resource could deny it. */
  readonly isUnlimited: boolean;
  readonly needsResourceTags: boolean;
  /** True for an action that it may do to anything, whatever the call says. */
  always(action: string): boolean;
}

/** Callers held in memory. */
const CACHED_MAX = 4096;

/** How long another node may go on by policies that were changed here. Changes on this node count at once. */
const FRESH_MS = 5000;

const NOTHING = new PolicyGroup([]);
const EVERYTHING = policyGroup([
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
]);

interface Cached<Value> {
  readonly value: Value;
  readonly generation: number;
  readonly readAtMs: number;
}

interface Entity {
  readonly arn: string;
  readonly tags: Tags;
  readonly identity: PolicyGroup;
  readonly boundary: PolicyGroup | undefined;
}

/** The policies of callers, compiled, and kept for as long as nothing in IAM changes. */
export class PrincipalAccess {
  readonly #store: SqlStore;
  readonly #clock: Clock;
  readonly #entities = new LRUCache<string, Cached<Entity>>({ max: CACHED_MAX });
  /** By the principal that a credential holds, so that a caller in use costs one look. */
  readonly #principals = new WeakMap<Principal, Cached<Access>>();
  #generation = 0;

  constructor(store: SqlStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Call after a commit that changed users, roles, groups or policies. */
  invalidate(): void {
    this.#generation += 1;
    this.#entities.clear();
  }

  of(principal: Principal): Access | Promise<Access> {
    const cached = this.#fresh(this.#principals.get(principal));
    return cached ?? this.#load(principal);
  }

  async #load(principal: Principal): Promise<Access> {
    const { generation, readAtMs } = this.#now();
    const entity = await this.#entityOf(principal);
    const access = accessOf(principal, entity);
    this.#principals.set(principal, { value: access, generation, readAtMs });
    return access;
  }

  async #entityOf(principal: Principal): Promise<Entity> {
    if (principal.kind === 'root') {
      return { arn: principal.arn, tags: [], identity: EVERYTHING, boundary: undefined };
    }
    const key = `${principal.kind}/${principal.account}/${entityName(principal).toLowerCase()}`;
    const cached = this.#fresh(this.#entities.get(key));
    if (cached) return cached;
    const { generation, readAtMs } = this.#now();
    const entity = await this.#readEntity(principal);
    if (generation === this.#generation) this.#entities.set(key, { value: entity, generation, readAtMs });
    return entity;
  }

  async #readEntity(principal: Principal): Promise<Entity> {
    const name = entityName(principal);
    const read = principal.kind === 'assumed-role' ? textsOfRole : textsOfUser;
    const texts = principal.kind === 'service' ? undefined : await read(this.#store, principal.account, name);
    if (!texts) return { arn: roleArnOf(principal), tags: [], identity: NOTHING, boundary: undefined };
    return compileEntity(texts);
  }

  #now() {
    return { generation: this.#generation, readAtMs: this.#clock.nowMs() };
  }

  #fresh<Value>(cached: Cached<Value> | undefined): Value | undefined {
    if (!cached || cached.generation !== this.#generation) return undefined;
    // Where this process is the one owner of the database, nobody else changes anything.
    const mayAge = this.#store.signals === undefined;
    return mayAge || this.#clock.nowMs() - cached.readAtMs < FRESH_MS ? cached.value : undefined;
  }
}

function compileEntity({ arn, tags, identity, boundary }: PolicyTexts): Entity {
  return { arn, tags, identity: policyGroup(identity), boundary: boundary && policyGroup(boundary) };
}

function accessOf(principal: Principal, entity: Entity): Access {
  const { session } = principal;
  const set: PolicySet = {
    identity: entity.identity,
    boundary: entity.boundary,
    session: session && session.policies.length > 0 ? policyGroup(session.policies) : undefined,
  };
  const groups = [set.identity, set.boundary, set.session].filter((group) => group !== undefined);
  return {
    subject: {
      account: principal.account,
      arn: entity.arn,
      sessionArn: principal.kind === 'assumed-role' ? principal.arn : undefined,
    },
    set,
    // A tag of the session stands before one of the role.
    tags: [...(session?.tags ?? []), ...entity.tags],
    isUnlimited: groups.every((group) => group.allowsEverything),
    needsResourceTags: groups.some((group) => needsResourceTags(group.keys)),
    always: remembered((action) => groups.every((group) => group.alwaysAllows(action))),
  };
}

/** Actions come from the table of operations, so that there are only so many. */
function remembered(decide: (action: string) => boolean): (action: string) => boolean {
  const known = new Map<string, boolean>();
  return (action) => {
    let decision = known.get(action);
    if (decision === undefined) {
      decision = decide(action);
      known.set(action, decision);
    }
    return decision;
  };
}

/** The name of the user, or of the role that the session acts as. */
function entityName({ kind, arn }: Principal): string {
  const parts = arn.split('/');
  return (kind === 'assumed-role' ? parts[1] : parts.at(-1)) ?? '';
}

/** A role that is gone, as policies would name it. */
function roleArnOf(principal: Principal): string {
  if (principal.kind !== 'assumed-role') return principal.arn;
  return principal.arn.replace(':sts:', ':iam:').replace(/:assumed-role\/([^/]+)\/.*$/s, ':role/$1');
}
