import type { Migration } from 'kysely';
import * as engine from './migrations/0001-engine.ts';
import * as objects from './migrations/0002-objects.ts';
import * as identity from './migrations/0003-identity.ts';
import * as logs from './migrations/0004-logs.ts';
import * as tags from './migrations/0005-tags.ts';
import * as jobs from './migrations/0006-jobs.ts';
import * as models from './migrations/0007-models.ts';
import * as registry from './migrations/0008-registry.ts';
import * as pipelines from './migrations/0009-pipelines.ts';
import * as settings from './migrations/0010-settings.ts';
import * as lineage from './migrations/0011-lineage.ts';
import * as experiments from './migrations/0012-experiments.ts';
import * as records from './migrations/0013-records.ts';
import * as projects from './migrations/0014-projects.ts';
import * as search from './migrations/0015-search.ts';
import * as identityPolicies from './migrations/0016-identity-policies.ts';
import * as events from './migrations/0017-events.ts';
import * as queues from './migrations/0018-queues.ts';
import * as cloudwatch from './migrations/0019-cloudwatch.ts';
import * as eventOrder from './migrations/0020-event-order.ts';
import * as searchOwners from './migrations/0021-search-owners.ts';

/**
 * Every migration by name, in order. They only go forward; a released one is never edited.
 * A domain that needs state adds a file to migrations/ and a line here.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-engine': engine,
  '0002-objects': objects,
  '0003-identity': identity,
  '0004-logs': logs,
  '0005-tags': tags,
  '0006-jobs': jobs,
  '0007-models': models,
  '0008-registry': registry,
  '0009-pipelines': pipelines,
  '0010-settings': settings,
  '0011-lineage': lineage,
  '0012-experiments': experiments,
  '0013-records': records,
  '0014-projects': projects,
  '0015-search': search,
  '0016-identity-policies': identityPolicies,
  '0017-events': events,
  '0018-queues': queues,
  '0019-cloudwatch': cloudwatch,
  '0020-event-order': eventOrder,
  '0021-search-owners': searchOwners,
};
