import type { DomainCoverage } from '../../api/coverage.ts';

export const coverage: DomainCoverage = {
  sagemaker: {
    CreateEndpoint: {
      honoured: ['EndpointName', 'EndpointConfigName', 'DeploymentConfig', 'Tags'],
      stored: {
        'DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.WaitIntervalInSeconds':
          'The fleet that served before goes after TerminationWaitInSeconds.',
        'DeploymentConfig.BlueGreenUpdatePolicy.MaximumExecutionTimeoutInSeconds':
          'A deployment ends by the start-up limits of its variants.',
      },
      refused: {
        'DeploymentConfig.RollingUpdatePolicy': 'What serves is replaced at once, and alarms are not watched.',
        'DeploymentConfig.AutoRollbackConfiguration.Alarms':
          'What serves is replaced at once, and alarms are not watched.',
        'DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.Type': 'ALL_AT_ONCE only.',
      },
      set: ['EndpointArn'],
    },
    CreateEndpointConfig: {
      honoured: ['EndpointConfigName', 'ProductionVariants', 'Tags'],
      stored: {
        DataCaptureConfig: 'Kept when it captures nothing.',
        KmsKeyId: 'Nothing is encrypted by keys of a key service.',
        ExecutionRoleArn: 'The role is that of the model.',
        VpcConfig: 'Jobs use the network of the machine, or none.',
        MetricsConfig: 'No metrics of endpoints are kept.',
        'ProductionVariants.VolumeSizeInGB': 'A model may fill the disk of the machine.',
        'ProductionVariants.ModelDataDownloadTimeoutInSeconds': 'Model data is next to the server.',
        'ProductionVariants.EnableSSMAccess': 'There is no session manager.',
        'ProductionVariants.CoreDumpConfig': 'No core dumps are kept.',
        'ProductionVariants.RoutingConfig': 'Requests go to the instance that is least busy.',
        'ProductionVariants.InferenceAmiVersion': 'There are no machine images.',
      },
      refused: {
        AsyncInferenceConfig: 'Asynchronous endpoints are not built.',
        ExplainerConfig: 'Explanations are not built.',
        ShadowProductionVariants: 'Shadow variants are not built.',
        CrossRegionTrafficConfig: 'A server is one place.',
        EnableNetworkIsolation: 'Isolated hosts could not be invoked.',
        'DataCaptureConfig.EnableCapture': 'Data capture is not built.',
        'ProductionVariants.AcceleratorType': 'There are no accelerators.',
        'ProductionVariants.CapacityReservationConfig': 'No capacity is reserved.',
        'ProductionVariants.InstancePools': 'Instances are of one type.',
        'ProductionVariants.ManagedInstanceScaling': 'Scaling is not built.',
        'ProductionVariants.ServerlessConfig': 'Serverless endpoints are not built.',
      },
      set: ['EndpointConfigArn'],
    },
    DeleteEndpoint: {
      honoured: ['EndpointName'],
    },
    DeleteEndpointConfig: {
      honoured: ['EndpointConfigName'],
    },
    DescribeEndpoint: {
      honoured: ['EndpointName'],
      set: [
        'EndpointName',
        'EndpointArn',
        'EndpointConfigName',
        'ProductionVariants',
        'EndpointStatus',
        'FailureReason',
        'CreationTime',
        'LastModifiedTime',
        'LastDeploymentConfig',
        'PendingDeploymentSummary',
      ],
      never: {
        DataCaptureConfig: 'Data capture is not built.',
        AsyncInferenceConfig: 'Asynchronous endpoints are not built.',
        ExplainerConfig: 'Explanations are not built.',
        ShadowProductionVariants: 'Shadow variants are not built.',
        MetricsConfig: 'No metrics of endpoints are kept.',
        CrossRegionTrafficConfig: 'A server is one place.',
      },
    },
    DescribeEndpointConfig: {
      honoured: ['EndpointConfigName'],
      set: [
        'EndpointConfigName',
        'EndpointConfigArn',
        'ProductionVariants',
        'DataCaptureConfig',
        'KmsKeyId',
        'CreationTime',
        'ExecutionRoleArn',
        'VpcConfig',
        'EnableNetworkIsolation',
        'MetricsConfig',
      ],
      never: {
        AsyncInferenceConfig: 'Refused when a config is created.',
        ExplainerConfig: 'Refused when a config is created.',
        ShadowProductionVariants: 'Refused when a config is created.',
        CrossRegionTrafficConfig: 'Refused when a config is created.',
      },
    },
    ListEndpointConfigs: {
      honoured: [
        'SortBy',
        'SortOrder',
        'NextToken',
        'MaxResults',
        'NameContains',
        'CreationTimeBefore',
        'CreationTimeAfter',
      ],
      set: ['EndpointConfigs', 'NextToken'],
    },
    ListEndpoints: {
      honoured: [
        'SortBy',
        'SortOrder',
        'NextToken',
        'MaxResults',
        'NameContains',
        'CreationTimeBefore',
        'CreationTimeAfter',
        'LastModifiedTimeBefore',
        'LastModifiedTimeAfter',
        'StatusEquals',
      ],
      set: ['Endpoints', 'NextToken'],
    },
    UpdateEndpoint: {
      honoured: [
        'EndpointName',
        'EndpointConfigName',
        'RetainAllVariantProperties',
        'ExcludeRetainedVariantProperties',
        'DeploymentConfig',
        'RetainDeploymentConfig',
      ],
      stored: {
        'DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.WaitIntervalInSeconds':
          'The fleet that served before goes after TerminationWaitInSeconds.',
        'DeploymentConfig.BlueGreenUpdatePolicy.MaximumExecutionTimeoutInSeconds':
          'A deployment ends by the start-up limits of its variants.',
      },
      refused: {
        'DeploymentConfig.RollingUpdatePolicy': 'What serves is replaced at once, and alarms are not watched.',
        'DeploymentConfig.AutoRollbackConfiguration.Alarms':
          'What serves is replaced at once, and alarms are not watched.',
        'DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.Type': 'ALL_AT_ONCE only.',
      },
      set: ['EndpointArn'],
    },
  },
  'sagemaker-runtime': {
    InvokeEndpoint: {
      honoured: ['EndpointName', 'Body', 'ContentType', 'Accept', 'CustomAttributes', 'TargetVariant', 'InferenceId'],
      ignored: {
        EnableExplanations: 'Explanations are not built.',
        PrefixAwareId: 'Requests go to the instance that is least busy.',
      },
      refused: {
        TargetModel: 'Multi-model endpoints are not built.',
        TargetContainerHostname: 'A variant has one container.',
        InferenceComponentName: 'Inference components are not built.',
        SessionId: 'Sessions with a model are not built.',
      },
      set: ['Body', 'ContentType', 'InvokedProductionVariant', 'CustomAttributes'],
      never: {
        NewSessionId: 'Sessions with a model are not built.',
        ClosedSessionId: 'Sessions with a model are not built.',
      },
    },
  },
};
