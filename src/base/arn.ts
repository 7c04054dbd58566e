/** An account in a region: the key of every row, and what tells two tenants of one server apart. */
export interface Scope {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** Everything after the fifth colon, for example `training-job/my-job`. */
  readonly resource: string;
}

export function formatArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:${arn.resource}`;
}

/** Undefined when the text is no ARN. */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:([a-z-]+):([a-z0-9-]+):([a-z0-9-]*):([0-9]{12}|):(.+)$/s.exec(text);
  if (!match) return undefined;
  const [, partition = '', service = '', region = '', account = '', resource = ''] = match;
  return { partition, service, region, account, resource };
}

/**
 * The partition of a region, as AWS assigns them by the region's prefix.
 */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}

/** `arn:aws:sagemaker:<region>:<account>:<type>/<name>`; SageMaker writes the name in lower case. */
export function sagemakerArn(scope: Scope, type: string, name: string): string {
  return formatArn({
    partition: partitionOf(scope.region),
    service: 'sagemaker',
    region: scope.region,
    account: scope.account,
    resource: `${type}/${name.toLowerCase()}`,
  });
}
