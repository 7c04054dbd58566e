/** Every AWS API that this server answers or refuses in its own words, by the first part of its public host names. */
const PREFIXES = [
  'sts',
  'iam',
  'logs',
  'monitoring',
  'sqs',
  'organizations',
  'api.sagemaker',
  'runtime.sagemaker',
  'featurestore-runtime.sagemaker',
  'metrics.sagemaker',
];

const REGION = '[a-z]{2}(?:-[a-z]+)+-[0-9]';
const NAMED_FIRST = `(?:${PREFIXES.map((prefix) => prefix.replaceAll('.', '\\.')).join('|')})(?:\\.${REGION})?`;
/** What older clients call SQS by (AWS CLI 1 among them). */
const OLD_SQS = `(?:${REGION}\\.)?queue`;
const API_NAME = new RegExp(`^(?:${NAMED_FIRST}|${OLD_SQS})\\.amazonaws\\.com(?:\\.cn)?$`);

/**
 * Whether the proxy answers for this host itself. S3's names are left alone: public data sets are fetched from them by
 * programs that do not trust our authority, and S3 clients that read AWS_ENDPOINT_URL never use them.
 */
export function isAwsApiName(host: string): boolean {
  return API_NAME.test(host.toLowerCase());
}
