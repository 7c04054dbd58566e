import { parseArn } from '../../base/arn.ts';

/** How OpenLineage names a place of data. */
export interface DatasetName {
  readonly namespace: string;
  readonly name: string;
}

const S3 = /^s3:\/\/([^/]+)\/*(.*)$/s;

/**
 * S3 by bucket and key, as OpenLineage's naming rules have it, and things of SageMaker by the parts of their ARN.
 * Undefined for what is no place of data, such as an image.
 */
export function datasetOf(uri: string): DatasetName | undefined {
  const [, bucket, key = ''] = S3.exec(uri) ?? [];
  if (bucket !== undefined) return { namespace: `s3://${bucket}`, name: key.replace(/\/+$/, '') || '/' };
  const arn = parseArn(uri);
  if (!arn) return undefined;
  return { namespace: uri.slice(0, uri.length - arn.resource.length - 1), name: arn.resource };
}

/** The other way: the URI that lineage knows a dataset by, so that what comes in joins what is there. */
export function uriOf({ namespace, name }: DatasetName): string {
  const [, bucket] = /^s3[an]?:\/\/([^/]+)\/?$/.exec(namespace) ?? [];
  const key = name.replace(/^\/+/, '');
  if (bucket !== undefined) return `s3://${bucket}/${key}`;
  if (namespace.startsWith('arn:')) return `${namespace}:${name}`;
  return `${namespace.replace(/\/+$/, '')}/${key}`;
}
