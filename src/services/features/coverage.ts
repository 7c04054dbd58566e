import type { DomainCoverage } from '../../api/coverage.ts';

export const coverage: DomainCoverage = {
  sagemaker: {
    CreateFeatureGroup: {
      honoured: [
        'FeatureGroupName',
        'RecordIdentifierFeatureName',
        'EventTimeFeatureName',
        'FeatureDefinitions',
        'RoleArn',
        'Description',
        'Tags',
      ],
      stored: {
        OnlineStoreConfig: 'Records can not be put yet: the group is kept as a record.',
        OfflineStoreConfig: 'Records can not be put yet: the group is kept as a record.',
        ThroughputConfig: 'Records can not be put yet: the group is kept as a record.',
      },
      set: ['FeatureGroupArn'],
    },
    DeleteFeatureGroup: {
      honoured: ['FeatureGroupName'],
    },
    DescribeFeatureGroup: {
      honoured: ['FeatureGroupName', 'NextToken'],
      set: [
        'FeatureGroupArn',
        'FeatureGroupName',
        'RecordIdentifierFeatureName',
        'EventTimeFeatureName',
        'FeatureDefinitions',
        'CreationTime',
        'LastModifiedTime',
        'OnlineStoreConfig',
        'OfflineStoreConfig',
        'ThroughputConfig',
        'RoleArn',
        'FeatureGroupStatus',
        'OfflineStoreStatus',
        'LastUpdateStatus',
        'FailureReason',
        'Description',
        'NextToken',
      ],
      never: { OnlineStoreTotalSizeBytes: 'Records can not be put yet: the group is kept as a record.' },
      differs: ['NextToken is an empty string on the last page: the model of the API requires it.'],
    },
    DescribeFeatureMetadata: {
      honoured: ['FeatureGroupName', 'FeatureName'],
      set: [
        'FeatureGroupArn',
        'FeatureGroupName',
        'FeatureName',
        'FeatureType',
        'CreationTime',
        'LastModifiedTime',
        'Description',
        'Parameters',
      ],
    },
    ListFeatureGroups: {
      honoured: [
        'NameContains',
        'FeatureGroupStatusEquals',
        'OfflineStoreStatusEquals',
        'CreationTimeAfter',
        'CreationTimeBefore',
        'SortOrder',
        'SortBy',
        'MaxResults',
        'NextToken',
      ],
      set: ['FeatureGroupSummaries', 'NextToken'],
    },
    UpdateFeatureGroup: {
      honoured: ['FeatureGroupName', 'FeatureAdditions'],
      stored: {
        OnlineStoreConfig: 'Records can not be put yet: the group is kept as a record.',
        ThroughputConfig: 'Records can not be put yet: the group is kept as a record.',
      },
      set: ['FeatureGroupArn'],
    },
    UpdateFeatureMetadata: {
      honoured: ['FeatureGroupName', 'FeatureName', 'Description', 'ParameterAdditions', 'ParameterRemovals'],
    },
  },
};
