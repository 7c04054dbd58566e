import type { Migration } from 'kysely';
import * as identity from './migrations/0003-identity.ts';
import * as tags from './migrations/0005-tags.ts';
import * as settings from './migrations/0010-settings.ts';

/**
 * Every migration by name, in order. They only go forward; a released one is never edited.
 * A domain that needs state adds a file to migrations/ and a line here.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0003-identity': identity,
  '0005-tags': tags,
  '0010-settings': settings,
};
