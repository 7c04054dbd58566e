import type { DomainCoverage } from '../../api/coverage.ts';

export const coverage: DomainCoverage = {
  logs: {
    CreateLogGroup: {
      honoured: ['logGroupName'],
      ignored: {
        kmsKeyId: 'Nothing is encrypted by keys of a key service.',
        tags: 'Log groups carry no tags.',
        logGroupClass: 'All groups are of the class STANDARD.',
        deletionProtectionEnabled: 'Log groups can not be deleted.',
      },
    },
    CreateLogStream: {
      honoured: ['logGroupName', 'logStreamName'],
    },
    DescribeLogGroups: {
      honoured: ['logGroupNamePrefix', 'logGroupNamePattern', 'nextToken', 'limit'],
      ignored: {
        accountIdentifiers: 'Logs of other accounts are not seen.',
        includeLinkedAccounts: 'Logs of other accounts are not seen.',
        logGroupIdentifiers: 'Groups are found by their names.',
        logGroupClass: 'All groups are of the class STANDARD.',
      },
      set: ['logGroups', 'nextToken'],
    },
    DescribeLogStreams: {
      honoured: [
        'logGroupName',
        'logGroupIdentifier',
        'logStreamNamePrefix',
        'orderBy',
        'descending',
        'nextToken',
        'limit',
      ],
      set: ['logStreams', 'nextToken'],
    },
    FilterLogEvents: {
      honoured: [
        'logGroupName',
        'logGroupIdentifier',
        'logStreamNames',
        'logStreamNamePrefix',
        'startTime',
        'endTime',
        'nextToken',
        'limit',
      ],
      ignored: {
        startFromHead: 'The oldest events come first.',
        interleaved: 'Events of all streams come in the order of time.',
        unmask: 'Nothing is masked.',
      },
      refused: { filterPattern: 'Patterns of JSON, of columns and of regular expressions are not built.' },
      set: ['events', 'searchedLogStreams', 'nextToken'],
    },
    GetLogEvents: {
      honoured: [
        'logGroupName',
        'logGroupIdentifier',
        'logStreamName',
        'startTime',
        'endTime',
        'nextToken',
        'limit',
        'startFromHead',
      ],
      ignored: { unmask: 'Nothing is masked.' },
      set: ['events', 'nextForwardToken', 'nextBackwardToken'],
    },
    PutLogEvents: {
      honoured: ['logGroupName', 'logStreamName', 'logEvents'],
      ignored: {
        sequenceToken: 'Any is taken, as CloudWatch does today.',
        entity: 'Events belong to their stream alone.',
      },
      set: ['nextSequenceToken'],
      never: {
        rejectedLogEventsInfo: 'No event is too old or too new.',
        rejectedEntityInfo: 'Events belong to their stream alone.',
      },
    },
  },
};
