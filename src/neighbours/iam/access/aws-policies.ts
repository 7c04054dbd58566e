import { AWS_POLICY_STATEMENTS } from './aws-policy-statements.ts';

/** A managed policy that every account has. */
export interface AwsPolicy {
  readonly name: string;
  /** Begins and ends with `/`. */
  readonly path: string;
  readonly description: string;
  readonly document: string;
}

const POLICIES: ReadonlyMap<string, AwsPolicy> = new Map(
  AWS_POLICY_STATEMENTS.map(({ statements, path = '/', ...facts }) => {
    const document = JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2);
    return [`${path}${facts.name}`, { ...facts, path, document }];
  }),
);

/** All of them by name. */
export const awsPolicies: readonly AwsPolicy[] = [...POLICIES.values()].sort((a, b) => (a.name < b.name ? -1 : 1));

/** The policy of `arn:aws:iam::aws:policy/<path><name>`, of any partition. */
export function awsPolicy(policyArn: string): AwsPolicy | undefined {
  const match = /^arn:[a-z-]+:iam::aws:policy(\/.+)$/.exec(policyArn);
  return match ? POLICIES.get(match[1] ?? '') : undefined;
}

/** Their ARN in a partition. */
export function awsPolicyArn(partition: string, { path, name }: Pick<AwsPolicy, 'path' | 'name'>): string {
  return `arn:${partition}:iam::aws:policy${path}${name}`;
}
