interface AwsPolicyFacts {
  readonly name: string;
  readonly path?: string;
  readonly description: string;
  readonly statements: readonly object[];
}

const all = (...Action: readonly string[]) => ({ Effect: 'Allow', Action, Resource: '*' });

/** Lets roles be handed to SageMaker, and to nobody else. */
const PASS_TO_SAGEMAKER = {
  Effect: 'Allow',
  Action: 'iam:PassRole',
  Resource: 'arn:*:iam::*:role/*',
  Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
};

const SAGEMAKER_READS = ['Describe*', 'List*', 'Get*', 'BatchGet*', 'BatchDescribe*', 'Search', 'QueryLineage'];

/**
 * The managed policies that every account has, under the names and with the meaning that AWS's have. Written for the
 * services that are here: what AWS's grant beyond them would grant nothing.
 */
export const AWS_POLICY_STATEMENTS: readonly AwsPolicyFacts[] = [
  { name: 'AdministratorAccess', description: 'Everything in the account.', statements: [all('*')] },
  {
    name: 'PowerUserAccess',
    description: 'Everything but the management of identities and accounts.',
    statements: [
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*'], Resource: '*' },
      all('iam:Get*', 'iam:List*', 'iam:SimulatePrincipalPolicy'),
      PASS_TO_SAGEMAKER,
    ],
  },
  {
    name: 'ReadOnlyAccess',
    description: 'Reads everything, the content of objects and logs as well.',
    statements: [
      all(...SAGEMAKER_READS.map((name) => `sagemaker:${name}`)),
      all('s3:Get*', 's3:List*', 'logs:Describe*', 'logs:Get*', 'logs:List*', 'logs:FilterLogEvents'),
      all(
        'iam:Get*',
        'iam:List*',
        'iam:Simulate*',
        'sqs:Get*',
        'sqs:List*',
        'organizations:Describe*',
        'organizations:List*',
      ),
    ],
  },
  {
    name: 'AmazonSageMakerFullAccess',
    description:
      'Everything in SageMaker, and what its jobs need around it: buckets with sagemaker in their name, and logs.',
    statements: [
      all('sagemaker:*'),
      {
        Effect: 'Allow',
        Action: [
          's3:GetObject',
          's3:PutObject',
          's3:DeleteObject',
          's3:AbortMultipartUpload',
          's3:ListMultipartUploadParts',
        ],
        Resource: ['arn:*:s3:::*SageMaker*', 'arn:*:s3:::*Sagemaker*', 'arn:*:s3:::*sagemaker*'],
      },
      all('s3:CreateBucket', 's3:GetBucketLocation', 's3:ListBucket', 's3:ListAllMyBuckets', 's3:GetBucketVersioning'),
      all(
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'logs:Describe*',
        'logs:Get*',
        'logs:FilterLogEvents',
      ),
      // Of services that are not here. The SageMaker Python SDK asks by SimulatePrincipalPolicy whether a role has them.
      all('cloudwatch:PutMetricData', 'cloudwatch:GetMetricData', 'cloudwatch:GetMetricStatistics'),
      all('cloudwatch:ListMetrics', 'cloudwatch:Describe*', 'kms:DescribeKey', 'kms:ListAliases', 'sns:ListTopics'),
      all('ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:BatchCheckLayerAvailability'),
      all('ecr:GetDownloadUrlForLayer', 'ecr:Describe*', 'ecr:CreateRepository', 'ecr:ListImages'),
      all('ec2:CreateNetworkInterface', 'ec2:CreateNetworkInterfacePermission', 'ec2:DeleteNetworkInterface'),
      all('ec2:DeleteNetworkInterfacePermission', 'ec2:Describe*', 'ec2:CreateVpcEndpoint'),
      all('iam:ListRoles', 'iam:GetRole', 'iam:SimulatePrincipalPolicy'),
      PASS_TO_SAGEMAKER,
    ],
  },
  {
    name: 'AmazonSageMakerReadOnly',
    description: 'Reads everything in SageMaker.',
    statements: [all(...SAGEMAKER_READS.map((name) => `sagemaker:${name}`))],
  },
  {
    name: 'AmazonSageMakerFeatureStoreAccess',
    description: 'What a role needs that writes the offline store of a feature group.',
    statements: [
      {
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:GetBucketAcl', 's3:PutObjectAcl'],
        Resource: ['arn:*:s3:::*SageMaker*', 'arn:*:s3:::*Sagemaker*', 'arn:*:s3:::*sagemaker*'],
      },
    ],
  },
  { name: 'AmazonS3FullAccess', description: 'Everything in S3.', statements: [all('s3:*')] },
  { name: 'AmazonS3ReadOnlyAccess', description: 'Reads everything in S3.', statements: [all('s3:Get*', 's3:List*')] },
  { name: 'AmazonSQSFullAccess', description: 'Everything in SQS.', statements: [all('sqs:*')] },
  { name: 'CloudWatchLogsFullAccess', description: 'Everything in CloudWatch Logs.', statements: [all('logs:*')] },
  {
    name: 'CloudWatchLogsReadOnlyAccess',
    description: 'Reads everything in CloudWatch Logs.',
    statements: [all('logs:Describe*', 'logs:Get*', 'logs:List*', 'logs:FilterLogEvents')],
  },
  {
    name: 'IAMFullAccess',
    description: 'Everything in IAM: whoever has it can give himself everything.',
    statements: [all('iam:*')],
  },
  {
    name: 'IAMReadOnlyAccess',
    description: 'Reads everything in IAM.',
    statements: [all('iam:Get*', 'iam:List*', 'iam:Simulate*', 'iam:GenerateCredentialReport')],
  },
  {
    name: 'AWSOrganizationsFullAccess',
    description: 'Makes and closes accounts.',
    statements: [all('organizations:*')],
  },
];
