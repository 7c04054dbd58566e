import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { KyselyStore } from '../../src/store/sql/kysely-store.ts';
import { up as countOwners } from '../../src/store/sql/migrations/0021-search-owners.ts';
import { openSearchWorld } from '../support/search-world.ts';
import { forEachStore } from '../support/stores.ts';

forEachStore('The migration that counts owners', (open) => {
  it('counts the documents of an index that was there before', async () => {
    const store = await open();
    const world = openSearchWorld(store);
    const Tags = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ];
    await world.newComponent('two-tags', { Tags });
    await world.newComponent('one-tag', { Tags: Tags.slice(0, 1) });
    await world.newComponent('none');
    expect(await world.findComponents({})).toHaveLength(3);
    if (!(store instanceof KyselyStore)) throw new Error('not a store of ours');
    await store.withMigrationConnection(async (db) => {
      await sql`alter table search_properties drop column owners`.execute(db);
      await countOwners(db);
    });
    expect(await world.miscounted()).toEqual([]);
    const found = await world.findComponents({ SortBy: 'Tags.b', SortOrder: 'Ascending' });
    expect(found[0]).toBe('two-tags');
    expect(found).toHaveLength(3);
  });
});
