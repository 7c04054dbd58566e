import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CloudWatchOperations } from '../../src/api/generated/cloudwatch-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { cloudWatchHandlers, metricWriter } from '../../src/neighbours/cloudwatch/index.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, callContext, caller, ManualClock, REGION } from '../support/callers.ts';
import { forEachStore } from '../support/stores.ts';

const SCOPE = { account: ACCOUNT, region: REGION };
/** Seconds since the epoch, at the beginning of an hour. */
const HOUR = 1_700_000_000 - (1_700_000_000 % 3600);

forEachStore('CloudWatch', (open) => {
  const clock = new ManualClock();
  let store: SqlStore;
  let call: ReturnType<typeof caller<CloudWatchOperations>>;
  beforeAll(async () => {
    store = await open();
    call = caller(cloudWatchHandlers(store, clock, new PageTokens(new Uint8Array(32))));
  });
  afterAll(() => store.close());

  const newNamespace = () => `tests/${randomLowerId(8)}`;
  const hour = { StartTime: HOUR, EndTime: HOUR + 3600, Period: 60 };

  it('gives statistics by whole periods, whatever the order of the dimensions', async () => {
    const Namespace = newNamespace();
    const [one, two] = [
      { Name: 'a', Value: '1' },
      { Name: 'b', Value: '2' },
    ];
    const datum = (second: number, Value: number) => ({ MetricName: 'm', Timestamp: HOUR + second, Value });
    await call('PutMetricData', {
      Namespace,
      MetricData: [
        { ...datum(5, 1), Dimensions: [one, two] },
        { ...datum(59, 4), Dimensions: [two, one] },
        { ...datum(60, 10), Dimensions: [one, two] },
        { ...datum(5, 99), Dimensions: [one] },
        { MetricName: 'm', Timestamp: HOUR + 120, Values: [2, 3], Counts: [1, 3], Dimensions: [one, two] },
      ],
    });
    const statistics = ['Average', 'SampleCount', 'Sum', 'Minimum', 'Maximum'] as const;
    const { Datapoints: points } = await call('GetMetricStatistics', {
      ...{ Namespace, MetricName: 'm', Dimensions: [two, one], Statistics: [...statistics] },
      ...{ ...hour, StartTime: HOUR + 30 },
    });
    expect(points).toEqual([
      { Timestamp: HOUR, Average: 2.5, SampleCount: 2, Sum: 5, Minimum: 1, Maximum: 4, Unit: 'None' },
      { Timestamp: HOUR + 60, Average: 10, SampleCount: 1, Sum: 10, Minimum: 10, Maximum: 10, Unit: 'None' },
      { Timestamp: HOUR + 120, Average: 2.75, SampleCount: 4, Sum: 11, Minimum: 2, Maximum: 3, Unit: 'None' },
    ]);
  });

  it('takes the metrics of jobs, and leaves out what is no number', async () => {
    const job = { namespace: newNamespace(), dimensions: { TrainingJobName: 'job' } };
    const at = { name: 'loss', timestampMs: HOUR * 1000 };
    const values = [
      { ...at, value: 0.5 },
      { ...at, value: Number.NaN },
    ];
    await store.transaction((tx) => metricWriter.append(tx, SCOPE, job, values));
    const asked = { Namespace: job.namespace, MetricName: 'loss', Statistics: ['Average' as const], ...hour };
    const Dimensions = [{ Name: 'TrainingJobName', Value: 'job' }];
    expect(await call('GetMetricStatistics', { ...asked, Dimensions })).toEqual({
      Label: 'loss',
      Datapoints: [{ Timestamp: HOUR, Average: 0.5, Unit: 'None' }],
    });
    expect((await call('GetMetricStatistics', asked)).Datapoints).toEqual([]);
    const foreign = callContext({ region: 'eu-west-1' });
    expect((await call('GetMetricStatistics', { ...asked, Dimensions }, foreign)).Datapoints).toEqual([]);
  });

  it('lists metrics by pages, once each', async () => {
    const Namespace = newNamespace();
    const names = Array.from({ length: 501 }, (_, number) => `m${String(number).padStart(3, '0')}`);
    const MetricData = names.map((MetricName) => ({ MetricName, Value: 1 }));
    await call('PutMetricData', { Namespace, MetricData });
    await call('PutMetricData', { Namespace, MetricData: [{ MetricName: 'm000', Value: 2 }] });
    const first = await call('ListMetrics', { Namespace });
    expect(first.Metrics).toHaveLength(500);
    const second = await call('ListMetrics', { Namespace, NextToken: first.NextToken });
    expect(second).toEqual({ Metrics: [{ Namespace, MetricName: 'm500', Dimensions: [] }] });
    await expect(call('ListMetrics', { NextToken: first.NextToken })).rejects.toThrow(/token/i);
  });

  it.each([
    ['no statistics', { ...hour }, /Statistics/],
    ['an end before the start', { ...hour, EndTime: HOUR - 1, Statistics: ['Sum' as const] }, /less than/],
    ['an odd period', { ...hour, Period: 61, Statistics: ['Sum' as const] }, /multiple of 60/],
    ['too many datapoints', { ...hour, EndTime: HOUR + 90_000, Statistics: ['Sum' as const] }, /limit of 1440/],
    ['percentiles', { ...hour, ExtendedStatistics: ['p99'] }, /Percentiles/],
  ])('refuses to answer for %s', async (_, members, message) => {
    await expect(call('GetMetricStatistics', { Namespace: 'n', MetricName: 'm', ...members })).rejects.toThrow(message);
  });

  it.each([
    ['no value', { MetricName: 'm' }, /Value is required/],
    ['two kinds of values', { MetricName: 'm', Value: 1, Values: [1] }, /mutually exclusive/],
    ['a value beyond all bounds', { MetricName: 'm', Value: 2 ** 361 }, /is invalid/],
    ['counts that do not fit', { MetricName: 'm', Values: [1], Counts: [1, 2] }, /same number/],
  ])('takes nothing of a request with %s', async (_, datum, message) => {
    const Namespace = newNamespace();
    const MetricData = [{ MetricName: 'good', Value: 1 }, datum];
    await expect(call('PutMetricData', { Namespace, MetricData })).rejects.toThrow(message);
    expect((await call('ListMetrics', { Namespace })).Metrics).toEqual([]);
  });
});
