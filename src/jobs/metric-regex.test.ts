import { describe, expect, it } from 'vitest';
import { captureGroups, metricRegex } from './metric-regex.ts';

describe('metricRegex', () => {
  it('takes named groups and leading flags as Python writes them', () => {
    const regex = metricRegex('(?i)LOSS=(?P<loss>[0-9.]+)');
    expect(regex.exec('loss=1.5')?.[1]).toBe('1.5');
  });

  it('counts what is captured', () => {
    expect(captureGroups(metricRegex('loss'))).toBe(0);
    expect(captureGroups(metricRegex('(?:a|b)=([0-9]+)(x)?'))).toBe(2);
    expect(captureGroups(metricRegex('a|([0-9])'))).toBe(1);
  });

  it('throws for what is no pattern', () => {
    expect(() => metricRegex('(')).toThrow(SyntaxError);
  });
});
