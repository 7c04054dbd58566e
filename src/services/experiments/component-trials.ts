import type { Kysely } from 'kysely';
import type { Parent } from '../../api/generated/sagemaker-types.ts';
import type { Scope } from '../../base/arn.ts';
import type { TrialDocument } from './experiments-store.ts';

type Tables = {
  trial_component_links: { account: string; region: string; component_key: string; trial_key: string };
  trials: { account: string; region: string; parent: string; name_key: string; name: string; document: string };
};

/** The trials that components are in, with their experiments, by the component's name in lower case. */
export async function trialsOfComponents(
  db: Kysely<unknown>,
  scope: Scope,
  componentNames: readonly string[],
): Promise<Map<string, Parent[]>> {
  if (componentNames.length === 0) return new Map();
  const rows = await db
    .withTables<Tables>()
    .selectFrom('trial_component_links as link')
    .innerJoin('trials as trial', (join) =>
      join
        .onRef('trial.account', '=', 'link.account')
        .onRef('trial.region', '=', 'link.region')
        .on('trial.parent', '=', '')
        .onRef('trial.name_key', '=', 'link.trial_key'),
    )
    .select(['link.component_key', 'trial.name', 'trial.document'])
    .where('link.account', '=', scope.account)
    .where('link.region', '=', scope.region)
    .where(
      'link.component_key',
      'in',
      componentNames.map((name) => name.toLowerCase()),
    )
    .orderBy('link.component_key')
    .orderBy('link.trial_key')
    .execute();
  const parents = new Map<string, Parent[]>();
  for (const { component_key, name, document } of rows) {
    const { experimentName } = JSON.parse(document) as TrialDocument;
    const known = parents.get(component_key) ?? [];
    parents.set(component_key, [...known, { TrialName: name, ExperimentName: experimentName }]);
  }
  return parents;
}
