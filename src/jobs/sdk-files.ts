import type { JobSpec } from './job-spec.ts';

/** Defaults of the SageMaker Python SDK for scripts of a job; a variable names them to it. */
export const SDK_DEFAULTS_PATH = '/opt/ml/metadata/sagemaker-sdk.yaml';
/** Where the SDK looks for the role that it runs under, as in a notebook. */
const METADATA_PATH = '/opt/ml/metadata/resource-metadata.json';

/**
 * Files by which the SageMaker Python SDK finds bucket and role inside of a job. Without them it asks STS at its public
 * name, which leads past this server, whatever the environment says.
 */
export function sdkFiles({ account, region, name, roleArn }: JobSpec): Record<string, string> {
  const defaults = [
    "SchemaVersion: '1.0'",
    'SageMaker:',
    '  PythonSDK:',
    '    Modules:',
    '      TelemetryOptOut: true',
    '      Session:',
    `        DefaultS3Bucket: sagemaker-${region}-${account}`,
    '',
  ];
  return {
    [SDK_DEFAULTS_PATH]: defaults.join('\n'),
    [METADATA_PATH]: JSON.stringify({ ResourceName: name, ExecutionRoleArn: roleArn }),
  };
}
