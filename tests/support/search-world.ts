import { sql } from 'kysely';
import type {
  CreateTrialComponentRequest,
  SageMakerOperations,
  SearchRequest,
} from '../../src/api/generated/sagemaker-types.ts';
import { OperationRegistry } from '../../src/api/operation-registry.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { experimentsDomain } from '../../src/services/experiments/index.ts';
import { type SearchDeps, searchDomain } from '../../src/services/search/index.ts';
import { tagHandlers } from '../../src/services/tags/index.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { callContext, ManualClock } from './callers.ts';

export type SearchWorld = ReturnType<typeof openSearchWorld>;

/** Search over experiments, called as clients call it: validated first. */
export function openSearchWorld(store: SqlStore, members: Partial<SearchDeps> = {}) {
  const clock = new ManualClock();
  const tokens = new PageTokens(new Uint8Array(32));
  const registry = new OperationRegistry();
  const sagemaker = registry.invoker('sagemaker');
  const domain = searchDomain({ store, tokens, clock, logger: silentLogger, sagemaker, ...members });
  const experiments = experimentsDomain({ store, tokens, clock });
  registry
    .add('sagemaker', domain.handlers)
    .add('sagemaker', experiments.handlers)
    .add('sagemaker-metrics', experiments.metricsHandlers)
    .add('sagemaker', tagHandlers(store, tokens));
  const metrics = registry.invoker('sagemaker-metrics');
  const call = <Name extends keyof SageMakerOperations & string>(
    name: Name,
    input: SageMakerOperations[Name]['input'],
    context = callContext(),
  ): Promise<SageMakerOperations[Name]['output']> => sagemaker.invoke(name, input, context);

  return {
    clock,
    domain,
    sagemaker,
    call,
    /** Changes that are not in the index yet. */
    async outstanding(): Promise<number> {
      const changes = store.reader.withTables<{ search_changes: { arn_key: string } }>().selectFrom('search_changes');
      return (await changes.select('arn_key').execute()).length;
    },
    /** Paths of properties that have another number of documents than they are counted to have. */
    async miscounted(): Promise<string[]> {
      const { rows } = await sql<{ path: string }>`select path from search_properties as p where owners <>
        (select count(distinct document_number) from search_values as v where v.property_number = p.property_number)`.execute(
        store.reader,
      );
      return rows.map(({ path }) => path);
    },
    async putMetric(TrialComponentName: string, MetricName: string, Value: number): Promise<void> {
      const Timestamp = Math.floor(clock.nowMs() / 1000);
      const MetricData = [{ MetricName, Timestamp, Value }];
      await metrics.invoke('BatchPutMetrics', { TrialComponentName, MetricData }, callContext());
    },
    /** Makes a component a second after the one before. */
    async newComponent(TrialComponentName: string, members: Partial<CreateTrialComponentRequest> = {}): Promise<void> {
      clock.advance(1000);
      await call('CreateTrialComponent', { TrialComponentName, ...members });
    },
    /** Names of the components found, page by page to the end. */
    async findComponents(request: Partial<SearchRequest>, context = callContext()): Promise<string[]> {
      const names: string[] = [];
      let NextToken: string | undefined;
      do {
        const input = { Resource: 'ExperimentTrialComponent', ...request, NextToken } as const;
        const page = await call('Search', input, context);
        names.push(...(page.Results ?? []).map(({ TrialComponent }) => TrialComponent?.TrialComponentName ?? ''));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return names;
    },
  };
}
