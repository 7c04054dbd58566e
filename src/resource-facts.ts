import type { Tags } from './api/policies/call-keys.ts';
import { resourcePolicy } from './services/registry/index.ts';
import { tagsOf } from './services/tags/index.ts';
import type { SqlStore } from './store/sql/sql-store.ts';

/** What decisions about access ask of the domains: they own the resources, and identity knows none of them. */
export function resourceFacts(store: SqlStore) {
  return {
    tags: async (resourceArn: string): Promise<Tags> => {
      const key = resourceArn.toLowerCase();
      return (await tagsOf(store.reader, [key])).get(key) ?? [];
    },
    policy: (resourceArn: string): Promise<string | undefined> => resourcePolicy(store, resourceArn),
  };
}
