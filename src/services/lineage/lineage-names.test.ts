import { describe, expect, it } from 'vitest';
import { arnOf, placeOf } from './lineage-names.ts';

const scope = { account: '123456789012', region: 'cn-north-1' };
const arn = (resource: string) => `arn:aws-cn:sagemaker:cn-north-1:123456789012:${resource}`;

describe('placeOf', () => {
  it('finds the place of a vertex in lower case, and its ARN back', () => {
    const place = placeOf(scope, arn('experiment-trial-component/Job-1'));
    expect(place).toEqual({
      kind: 'experiment-trial-component',
      name: 'job-1',
      resource: 'experiment-trial-component/job-1',
      arn: arn('experiment-trial-component/job-1'),
    });
    expect(arnOf(scope, place?.resource ?? '')).toBe(place?.arn);
  });

  it('knows no place for what is no vertex, or is of another account, region or service', () => {
    const others = [
      arn('training-job/a'),
      arn('experiment-trial/a'),
      arn('artifact/'),
      arn('artifact'),
      arn('action/a').replace('123456789012', '210987654321'),
      arn('action/a').replace('cn-north-1', 'cn-northwest-1'),
      arn('action/a').replace('sagemaker', 's3'),
      'action/a',
    ];
    for (const other of others) expect(placeOf(scope, other), other).toBeUndefined();
  });
});
