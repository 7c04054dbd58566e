import type { DomainCoverage } from '../../api/coverage.ts';

export const coverage: DomainCoverage = {
  sagemaker: {
    CreateProcessingJob: {
      honoured: [
        'ProcessingInputs',
        'ProcessingOutputConfig',
        'ProcessingJobName',
        'ProcessingResources',
        'StoppingCondition',
        'AppSpecification',
        'Environment',
        'NetworkConfig',
        'RoleArn',
        'Tags',
        'ExperimentConfig',
      ],
      stored: {
        'NetworkConfig.VpcConfig': 'Jobs use the network of the machine, or none.',
        'NetworkConfig.EnableInterContainerTrafficEncryption':
          'The hosts of a job talk to each other within one machine.',
        'ProcessingResources.ClusterConfig.VolumeSizeInGB': 'A job may fill the disk of the machine.',
        'ProcessingResources.ClusterConfig.VolumeKmsKeyId': 'Nothing is encrypted by keys of a key service.',
        'ProcessingOutputConfig.KmsKeyId': 'Nothing is encrypted by keys of a key service.',
      },
      refused: {
        'ProcessingInputs.DatasetDefinition': 'There is no Athena and no Redshift to ask.',
        'ProcessingInputs.S3Input.S3InputMode': 'Inputs come as files.',
        'ProcessingInputs.S3Input.S3CompressionType': 'It needs input mode Pipe.',
      },
      set: ['ProcessingJobArn'],
      differs: [
        'AppSpecification.ContainerEntrypoint is required: what an image runs by itself is not known to a server that pulls none.',
      ],
    },
    DescribeProcessingJob: {
      honoured: ['ProcessingJobName'],
      set: [
        'ProcessingInputs',
        'ProcessingOutputConfig',
        'ProcessingJobName',
        'ProcessingResources',
        'StoppingCondition',
        'AppSpecification',
        'Environment',
        'NetworkConfig',
        'RoleArn',
        'ExperimentConfig',
        'ProcessingJobArn',
        'ProcessingJobStatus',
        'ExitMessage',
        'FailureReason',
        'ProcessingEndTime',
        'ProcessingStartTime',
        'LastModifiedTime',
        'CreationTime',
      ],
      never: {
        MonitoringScheduleArn: 'Monitoring schedules are not built.',
        AutoMLJobArn: 'AutoML jobs are not built.',
        TrainingJobArn: 'Debugger rules are not run as jobs.',
      },
    },
    ListProcessingJobs: {
      honoured: [
        'CreationTimeAfter',
        'CreationTimeBefore',
        'LastModifiedTimeAfter',
        'LastModifiedTimeBefore',
        'NameContains',
        'StatusEquals',
        'SortBy',
        'SortOrder',
        'NextToken',
        'MaxResults',
      ],
      set: ['ProcessingJobSummaries', 'NextToken'],
    },
    StopProcessingJob: {
      honoured: ['ProcessingJobName'],
    },
  },
};
