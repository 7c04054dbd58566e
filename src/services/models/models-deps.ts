import type { ResourceAccess, RoleAuthority } from '../../api/identity.ts';
import type { PageTokens } from '../../api/page-tokens.ts';
import type { Clock } from '../../base/clock.ts';
import type { ImageResolver } from '../../runners/image-resolver.ts';
import type { ObjectStore } from '../../store/objects/object-store.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';

/** What the models domain is built from. */
export interface ModelsDeps {
  readonly store: SqlStore;
  readonly tokens: PageTokens;
  readonly clock: Clock;
  readonly roles: RoleAuthority;
  readonly objects: ObjectStore;
  readonly images: ImageResolver;
  /** Asked about packages that other accounts share. Without it, they share nothing. */
  readonly access?: ResourceAccess;
}
