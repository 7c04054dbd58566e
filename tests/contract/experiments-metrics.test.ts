import { beforeAll, describe, expect, it } from 'vitest';
import type { MetricQuery, SageMakerMetricsOperations } from '../../src/api/generated/sagemaker-metrics-types.ts';
import type { SageMakerOperations } from '../../src/api/generated/sagemaker-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { experimentsDomain } from '../../src/services/experiments/index.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, callContext, caller, ManualClock, REGION } from '../support/callers.ts';
import { send as sendCall, sign } from '../support/signed-request.ts';
import { forEachStore } from '../support/stores.ts';
import { startGateway } from '../support/test-gateway.ts';

const arnOf = (resource: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${resource}`;

forEachStore('Metrics of trial components', (open) => {
  const clock = new ManualClock(1_700_000_000_000);
  const now = () => clock.nowMs() / 1000;
  let store: SqlStore;
  let call: ReturnType<typeof caller<SageMakerOperations>>;
  let measure: ReturnType<typeof caller<SageMakerMetricsOperations>>;
  let metricsHandlers: ReturnType<typeof experimentsDomain>['metricsHandlers'];

  beforeAll(async () => {
    store = await open();
    const domain = experimentsDomain({ store, tokens: new PageTokens(new Uint8Array(32)), clock });
    call = caller(domain.handlers);
    metricsHandlers = domain.metricsHandlers;
    measure = caller(metricsHandlers);
  });

  async function newComponent(): Promise<string> {
    const TrialComponentName = `part-${randomLowerId(8)}`;
    await call('CreateTrialComponent', { TrialComponentName });
    return TrialComponentName;
  }

  const metricsOf = async (TrialComponentName: string) =>
    (await call('DescribeTrialComponent', { TrialComponentName })).Metrics;

  async function ask(query: Partial<MetricQuery>) {
    const complete: MetricQuery = {
      MetricName: 'loss',
      ResourceArn: arnOf('experiment-trial-component/none'),
      MetricStat: 'Avg',
      Period: 'IterationNumber',
      XAxisType: 'IterationNumber',
      ...query,
    };
    return (await measure('BatchGetMetrics', { MetricQueries: [complete] })).MetricQueryResults?.[0];
  }

  it('keeps statistics of every metric, over as many requests as it takes', async () => {
    const name = await newComponent();
    const values = [2, 4, 4, 4, 5, 5, 7, 9];
    for (const [index, Value] of values.entries()) {
      const MetricData = [{ MetricName: 'loss', Value, Timestamp: now() - 100 + index, Step: index }];
      expect(await measure('BatchPutMetrics', { TrialComponentName: name, MetricData })).toEqual({});
    }
    await measure('BatchPutMetrics', {
      TrialComponentName: name,
      MetricData: [{ MetricName: 'accuracy', Value: 0.5, Timestamp: now() }],
    });
    const SourceArn = arnOf(`experiment-trial-component/${name}`);
    expect(await metricsOf(name)).toEqual([
      {
        MetricName: 'accuracy',
        SourceArn,
        TimeStamp: now(),
        Min: 0.5,
        Max: 0.5,
        Last: 0.5,
        Avg: 0.5,
        StdDev: 0,
        Count: 1,
      },
      {
        MetricName: 'loss',
        SourceArn,
        TimeStamp: now() - 93,
        Min: 2,
        Max: 9,
        Last: 9,
        Avg: 5,
        StdDev: 2,
        Count: 8,
      },
    ]);
  });

  it('loses no value of many requests at once', async () => {
    const name = await newComponent();
    const requests = 24;
    await Promise.all(
      Array.from({ length: requests }, (_, request) =>
        measure('BatchPutMetrics', {
          TrialComponentName: name,
          // In both orders, so that requests would wait for each other in a circle if they locked by metric.
          MetricData: (request % 2 ? ['a', 'b', 'c'] : ['c', 'b', 'a']).flatMap((MetricName, index) => [
            { MetricName, Value: request, Timestamp: now() + request, Step: request },
            { MetricName, Value: -request, Timestamp: now() - 1000 - index },
          ]),
        }),
      ),
    );
    const squares = Array.from({ length: requests }, (_, value) => value * value).reduce((sum, one) => sum + one, 0);
    const metrics = await metricsOf(name);
    expect(metrics?.map((metric) => metric.MetricName)).toEqual(['a', 'b', 'c']);
    for (const metric of metrics ?? []) {
      expect(metric).toMatchObject({ Count: 2 * requests, Min: 1 - requests, Max: requests - 1, Last: requests - 1 });
      expect(metric.Avg).toBeCloseTo(0, 12);
      expect(metric.StdDev).toBeCloseTo(Math.sqrt(squares / requests), 10);
      const points = await ask({
        ResourceArn: arnOf(`experiment-trial-component/${name}`),
        MetricName: metric.MetricName ?? '',
      });
      expect(points?.MetricValues).toEqual(Array.from({ length: requests }, (_, value) => value));
    }
  });

  it('takes what is right of a batch and names the rest by its place', async () => {
    const name = await newComponent();
    const day = 24 * 3600;
    const answer = await measure('BatchPutMetrics', {
      TrialComponentName: name,
      MetricData: [
        { MetricName: 'm', Value: 1, Timestamp: now() - 15 * day },
        { MetricName: 'm', Value: 2, Timestamp: now() - 13 * day },
        { MetricName: 'm', Value: 1e200, Timestamp: now() },
        { MetricName: 'm', Value: 3, Timestamp: now() + 3600 },
        { MetricName: 'm', Value: 1, Timestamp: now() + 3 * 3600 },
      ],
    });
    expect(answer.Errors).toEqual([0, 2, 4].map((MetricIndex) => ({ Code: 'VALIDATION_ERROR', MetricIndex })));
    expect(await metricsOf(name)).toMatchObject([{ Count: 2, Min: 2, Max: 3, Last: 3 }]);
  });

  it('speaks the wire of its own service', async () => {
    const name = await newComponent();
    const { url, gateway } = await startGateway((registry) => registry.add('sagemaker-metrics', metricsHandlers));
    const send = async (method: string, path: string, body: unknown) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await sendCall(url, await sign(url, { method, path, headers, body: JSON.stringify(body) }));
      return { status: answer.status, body: JSON.parse(answer.body) };
    };
    try {
      const MetricData = [{ MetricName: 'loss', Value: 0.25, Timestamp: now(), Step: 3 }];
      const put = { TrialComponentName: name, MetricData };
      expect(await send('PUT', '/BatchPutMetrics', put)).toEqual({ status: 200, body: {} });
      const query = { MetricName: 'loss', MetricStat: 'Last', Period: 'IterationNumber', XAxisType: 'IterationNumber' };
      const ResourceArn = arnOf(`experiment-trial-component/${name}`);
      expect(await send('POST', '/BatchGetMetrics', { MetricQueries: [{ ...query, ResourceArn }] })).toEqual({
        status: 200,
        body: { MetricQueryResults: [{ Status: 'Complete', XAxisValues: [3], MetricValues: [0.25] }] },
      });
      const refused = await send('PUT', '/BatchPutMetrics', { ...put, TrialComponentName: 'Upper' });
      expect(refused.status).toBe(400);
    } finally {
      await gateway.close();
    }
  });

  it('refuses every value for a component that is not there, or not the caller’s', async () => {
    const name = await newComponent();
    const MetricData = [1, 2].map((Value) => ({ MetricName: 'm', Value, Timestamp: now() }));
    const Errors = [0, 1].map((MetricIndex) => ({ Code: 'VALIDATION_ERROR', MetricIndex }));
    expect(await measure('BatchPutMetrics', { TrialComponentName: 'none', MetricData })).toEqual({ Errors });
    const other = callContext({ account: '210987654321' });
    expect(await measure('BatchPutMetrics', { TrialComponentName: name, MetricData }, other)).toEqual({ Errors });
    expect(await metricsOf(name)).toBeUndefined();
  });

  it('takes no more than a thousand metrics, and goes on with those it has', async () => {
    const name = await newComponent();
    const Timestamp = now();
    for (let start = 0; start < 1000; start += 10) {
      const MetricData = Array.from({ length: 10 }, (_, i) => ({ MetricName: `m${start + i}`, Value: 1, Timestamp }));
      await measure('BatchPutMetrics', { TrialComponentName: name, MetricData });
    }
    const answer = await measure('BatchPutMetrics', {
      TrialComponentName: name,
      MetricData: ['more', 'm7', 'more'].map((MetricName) => ({ MetricName, Value: 2, Timestamp })),
    });
    expect(answer.Errors).toEqual([0, 2].map((MetricIndex) => ({ Code: 'METRIC_LIMIT_EXCEEDED', MetricIndex })));
    const metrics = await metricsOf(name);
    expect(metrics).toHaveLength(1000);
    expect(metrics?.find((metric) => metric.MetricName === 'm7')).toMatchObject({ Count: 2, Avg: 1.5 });
  });

  describe('asked for', () => {
    let ResourceArn: string;
    /** A whole hour, so that buckets are where one expects them. */
    const hourMs = 1_699_999_200_000;

    beforeAll(async () => {
      const TrialComponentName = await newComponent();
      ResourceArn = arnOf(`experiment-trial-component/${TrialComponentName}`);
      const points = [
        [0, 0, 8],
        [0, 20_000, 6],
        [1, 70_000, 5],
        [2, 400_000, 3],
        [undefined, 430_000, 1],
      ] as const;
      await measure('BatchPutMetrics', {
        TrialComponentName,
        MetricData: points.map(([Step, afterMs, Value]) => ({
          MetricName: 'loss',
          Value,
          Timestamp: (hourMs + afterMs) / 1000,
          Step,
        })),
      });
    });

    it('give one value for each iteration, without values that have none', async () => {
      expect(await ask({ ResourceArn })).toEqual({
        Status: 'Complete',
        XAxisValues: [0, 1, 2],
        MetricValues: [7, 5, 3],
      });
      expect(await ask({ ResourceArn, Start: 1, End: 1 })).toMatchObject({ XAxisValues: [1], MetricValues: [5] });
      expect(await ask({ ResourceArn, MetricStat: 'Last' })).toMatchObject({ MetricValues: [6, 5, 3] });
    });

    it('give one value for each stretch of time', async () => {
      const byTime = { ResourceArn, XAxisType: 'Timestamp', MetricStat: 'Count' } as const;
      expect(await ask({ ...byTime, Period: 'OneMinute' })).toMatchObject({
        XAxisValues: [0, 60_000, 360_000, 420_000].map((ms) => hourMs + ms),
        MetricValues: [2, 1, 1, 1],
      });
      expect(await ask({ ...byTime, Period: 'FiveMinute' })).toMatchObject({
        XAxisValues: [hourMs, hourMs + 300_000],
        MetricValues: [3, 2],
      });
      expect(await ask({ ...byTime, Period: 'OneHour', MetricStat: 'Min' })).toMatchObject({
        XAxisValues: [hourMs],
        MetricValues: [1],
      });
      const bounds = { Start: hourMs + 20_000, End: hourMs + 400_000 };
      expect(await ask({ ...byTime, Period: 'OneHour', ...bounds })).toMatchObject({ MetricValues: [3] });
      expect(await ask({ ...byTime, Period: 'IterationNumber' })).toMatchObject({
        XAxisValues: [20_000, 70_000, 400_000].map((ms) => hourMs + ms),
        MetricValues: [2, 1, 1],
      });
    });

    it('answer each query by itself', async () => {
      const query: MetricQuery = {
        MetricName: 'loss',
        ResourceArn,
        MetricStat: 'Max',
        Period: 'IterationNumber',
        XAxisType: 'IterationNumber',
      };
      const elsewhere = ResourceArn.replace(REGION, 'eu-west-1');
      const { MetricQueryResults } = await measure('BatchGetMetrics', {
        MetricQueries: [
          { ...query, ResourceArn: arnOf('experiment-trial-component/none') },
          { ...query, ResourceArn: elsewhere },
          { ...query, ResourceArn: arnOf('training-job/none') },
          { ...query, Period: 'OneHour' },
          { ...query, Start: 2, End: 1 },
          { ...query, MetricName: 'none' },
          query,
        ],
      });
      expect(MetricQueryResults?.map((result) => [result.Status, result.MetricValues])).toEqual([
        ...Array.from({ length: 5 }, () => ['ValidationError', []]),
        ['Complete', []],
        ['Complete', [8, 5, 3]],
      ]);
      expect(MetricQueryResults?.[1]?.Message).toBe(`Resource '${elsewhere}' does not exist.`);
    });
  });

  it('cuts an answer that is too long, and goes on where it ended', async () => {
    const name = await newComponent();
    const MetricData = [{ MetricName: 'loss', Value: 0, Timestamp: now(), Step: 0 }];
    await measure('BatchPutMetrics', { TrialComponentName: name, MetricData });
    const { series } = await store.reader
      .withTables<{ trial_component_metrics: { series: string; component_key: string } }>()
      .selectFrom('trial_component_metrics')
      .select('series')
      .where('component_key', '=', name)
      .executeTakeFirstOrThrow();
    const points = Array.from({ length: 10_500 }, (_, step) => ({
      series,
      timestamp_ms: clock.nowMs(),
      position: step + 2,
      step: step + 1,
      value: step + 1,
    }));
    await store.transaction(async (tx) => {
      const tables = tx.db.withTables<{ metric_points: (typeof points)[number] }>();
      for (let start = 0; start < points.length; start += 1500) {
        await tables
          .insertInto('metric_points')
          .values(points.slice(start, start + 1500))
          .execute();
      }
    });
    const ResourceArn = arnOf(`experiment-trial-component/${name}`);
    const first = await ask({ ResourceArn });
    expect(first?.Status).toBe('Truncated');
    expect(first?.XAxisValues).toHaveLength(10_000);
    const rest = await ask({ ResourceArn, Start: (first?.XAxisValues.at(-1) ?? 0) + 1 });
    expect(rest).toMatchObject({ Status: 'Complete' });
    expect(rest?.MetricValues).toEqual(Array.from({ length: 501 }, (_, index) => 10_000 + index));

    await call('DeleteTrialComponent', { TrialComponentName: name });
    const left = await store.reader
      .withTables<{ metric_points: { series: string } }>()
      .selectFrom('metric_points')
      .select('series')
      .where('series', '=', series)
      .execute();
    expect(left).toEqual([]);
  });

  it('forgets the metrics of a component that is deleted, also for the next one of its name', async () => {
    const TrialComponentName = await newComponent();
    const MetricData = [{ MetricName: 'loss', Value: 1, Timestamp: now(), Step: 1 }];
    await measure('BatchPutMetrics', { TrialComponentName, MetricData });
    await call('DeleteTrialComponent', { TrialComponentName });
    await call('CreateTrialComponent', { TrialComponentName });
    expect(await metricsOf(TrialComponentName)).toBeUndefined();
    const ResourceArn = arnOf(`experiment-trial-component/${TrialComponentName}`);
    expect(await ask({ ResourceArn })).toMatchObject({ Status: 'Complete', MetricValues: [] });
  });
});
