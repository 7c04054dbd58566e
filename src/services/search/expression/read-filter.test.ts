import { describe, expect, it } from 'vitest';
import type { Filter } from '../../../api/generated/sagemaker-types.ts';
import { findProperty } from '../properties/find-property.ts';
import { flattenRecord } from '../properties/flatten-record.ts';
import { searchedType } from '../searched-types.ts';
import { readFilter } from './read-filter.ts';

const job = searchedType('TrainingJob');

/** True when a job with the hyperparameter is found by the filter on it. */
function finds(stored: string, Operator: Filter['Operator'], Value: string): boolean {
  const filter: Filter = { Name: 'HyperParameters.p', Operator, Value };
  const test = readFilter(findProperty(job, filter.Name), filter);
  const [value] = flattenRecord({ HyperParameters: { p: stored }, LastModifiedTime: 1 }, 'TrainingJob');
  const key = value?.key ?? '';
  const of = test.kind === 'not' ? test.of : test;
  const isIn = of.ranges.some(
    ({ from, fromOpen, to, toOpen }) => (fromOpen ? key > from : key >= from) && (toOpen ? key < to : key <= to),
  );
  return test.kind === 'not' ? !isIn : isIn;
}

describe('A filter on a hyperparameter', () => {
  it('compares decimals with a decimal as they are', () => {
    expect(finds('0.4', 'LessThan', '0.5')).toBe(true);
    expect(finds('0.5', 'LessThan', '0.5')).toBe(false);
    expect(finds('0.5', 'LessThanOrEqualTo', '0.5')).toBe(true);
    expect(finds('0.50', 'Equals', '0.5')).toBe(true);
    expect(finds('-0.5', 'GreaterThan', '-0.75')).toBe(true);
    expect(finds('10', 'GreaterThan', '9.5')).toBe(true);
  });

  it('cuts their decimals when it has an integer', () => {
    expect(finds('1.9', 'Equals', '1')).toBe(true);
    expect(finds('1.9', 'NotEquals', '1')).toBe(false);
    expect(finds('1.9', 'GreaterThan', '1')).toBe(false);
    expect(finds('2', 'GreaterThan', '1')).toBe(true);
    expect(finds('1.9', 'GreaterThanOrEqualTo', '1')).toBe(true);
    expect(finds('0.9', 'LessThan', '1')).toBe(true);
    expect(finds('1.9', 'LessThanOrEqualTo', '1')).toBe(true);
    expect(finds('2', 'LessThanOrEqualTo', '1')).toBe(false);
    expect(finds('-0.5', 'Equals', '0')).toBe(true);
    expect(finds('-0.5', 'LessThan', '0')).toBe(false);
    expect(finds('-1', 'LessThan', '0')).toBe(true);
    expect(finds('-1.5', 'Equals', '-1')).toBe(true);
    expect(finds('-1.5', 'LessThan', '-1')).toBe(false);
    expect(finds('-0.5', 'GreaterThan', '-1')).toBe(true);
  });

  it('compares texts letter by letter', () => {
    expect(finds('linear', 'Equals', 'linear')).toBe(true);
    expect(finds('linear', 'Equals', 'Linear')).toBe(false);
    expect(finds('linear', 'In', 'cubic, linear')).toBe(true);
    expect(finds('7', 'In', 'cubic,7')).toBe(true);
    expect(finds('linear', 'GreaterThan', '1')).toBe(false);
    expect(finds('linear', 'NotEquals', '1')).toBe(true);
  });
});

describe('A filter on a time', () => {
  const rangeOf = (Value: string) => {
    const test = readFilter(findProperty(job, 'CreationTime'), { Name: 'CreationTime', Value });
    return test.kind === 'test' ? test.ranges[0]?.from : undefined;
  };

  it('takes the time in UTC unless it says otherwise, dates alone, and epoch seconds', () => {
    const noon = rangeOf('2024-02-29T12:00:00');
    for (const same of ['2024-02-29T12:00:00Z', '2024-02-29T13:00:00+01:00', '2024-02-29T12:00', '1709208000']) {
      expect(rangeOf(same), same).toBe(noon);
    }
    expect(rangeOf('2024-02-29')).toBe(rangeOf('2024-02-29T00:00:00.000Z'));
  });

  it('refuses what is none', () => {
    for (const wrong of ['yesterday', '2024-13-01', '2024-02-29 12:00:00', '29.02.2024']) {
      expect(() => rangeOf(wrong), wrong).toThrow(`The value ${wrong} of the property CreationTime is not valid`);
    }
  });
});
