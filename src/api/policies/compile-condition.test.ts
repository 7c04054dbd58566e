import { describe, expect, it } from 'vitest';
import { compileCondition } from './compile-condition.ts';

const KEY = 'x:key';
const holds = (operator: string, wanted: string[], given: string[] | undefined) =>
  compileCondition(operator, KEY, wanted, true).holds({ values: (key) => (key === KEY ? given : undefined) });

describe('a condition', () => {
  const CASES: readonly [string, string[], string[] | undefined, boolean][] = [
    ['StringEquals', ['a', 'b'], ['b'], true],
    ['StringEquals', ['A'], ['a'], false],
    ['StringEquals', ['a*'], ['ab'], false],
    ['StringEqualsIgnoreCase', ['A'], ['a'], true],
    ['StringNotEquals', ['a', 'b'], ['b'], false],
    ['StringNotEquals', ['a'], undefined, true],
    ['StringEquals', ['a'], undefined, false],
    ['StringEqualsIfExists', ['a'], undefined, true],
    ['StringLike', ['a*c', 'x?'], ['abc'], true],
    ['StringNotLike', ['a*'], ['abc'], false],
    ['NumericLessThan', ['10'], ['9.5'], true],
    ['NumericGreaterThanEquals', ['10'], ['10'], true],
    ['NumericEquals', ['1'], ['1.0'], true],
    ['NumericNotEquals', ['1'], ['2'], true],
    ['NumericEquals', ['x'], ['x'], false],
    ['DateLessThan', ['2030-01-01T00:00:00Z'], ['2029-12-31T23:59:59Z'], true],
    ['DateGreaterThan', ['1700000000'], ['2023-11-14T22:13:21Z'], true],
    ['DateEquals', ['2024-01-01'], ['2024-01-01T00:00:00Z'], true],
    ['DateLessThan', ['tomorrow'], ['2024-01-01'], false],
    ['Bool', ['true'], ['true'], true],
    ['Bool', ['TRUE'], ['true'], true],
    ['Bool', ['false'], ['true'], false],
    ['Null', ['true'], undefined, true],
    ['Null', ['true'], ['a'], false],
    ['Null', ['false'], ['a'], true],
    ['IpAddress', ['10.0.0.0/8', '192.168.1.1'], ['10.2.3.4'], true],
    ['IpAddress', ['192.168.1.1'], ['192.168.1.1'], true],
    ['IpAddress', ['10.0.0.0/8'], ['::ffff:10.2.3.4'], true],
    ['IpAddress', ['2001:db8::/32'], ['2001:db8::1'], true],
    ['IpAddress', ['10.0.0.0/8'], ['2001:db8::1'], false],
    ['IpAddress', ['10.0.0.0/40', 'nonsense', '10.0.0.0/-1', '10.0.0.0/'], ['10.0.0.1'], false],
    ['NotIpAddress', ['10.0.0.0/8'], ['11.0.0.1'], true],
    ['ArnLike', ['arn:aws:iam::*:role/*'], ['arn:aws:iam::111111111111:role/a/b'], true],
    ['ArnEquals', ['arn:aws:iam::*:role/x'], ['arn:aws:iam::111111111111:role/x'], true],
    ['ArnLike', ['arn:aws:iam:*'], ['arn:aws:iam::111111111111:role/x'], false],
    ['ArnNotLike', ['arn:aws:iam::*:role/x'], ['arn:aws:iam::111111111111:role/y'], true],
    ['BinaryEquals', ['YQ=='], ['YQ=='], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues:StringEquals', ['a'], undefined, true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
    ['ForAnyValue:StringEquals', ['a'], undefined, false],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
    ['ForAnyValue:StringNotEquals', ['a'], undefined, false],
    ['ForAllValues:StringNotEquals', ['a'], ['a', 'b'], false],
    ['ForAnyValue:StringLikeIfExists', ['a*'], undefined, true],
  ];

  it.each(CASES)('%s %j for %j: %s', (operator, wanted, given, expected) => {
    expect(holds(operator, wanted, given)).toBe(expected);
  });

  it.each(['StringSame', 'NullIfExists', 'ForSome:StringEquals', 'constructor', ''])('knows no %s', (operator) => {
    expect(() => holds(operator, ['a'], ['a'])).toThrow('Invalid Condition type');
  });
});
