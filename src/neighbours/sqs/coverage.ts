import type { DomainCoverage } from '../../api/coverage.ts';

export const coverage: DomainCoverage = {
  sqs: {
    ChangeMessageVisibility: {
      honoured: ['QueueUrl', 'ReceiptHandle', 'VisibilityTimeout'],
    },
    ChangeMessageVisibilityBatch: {
      honoured: ['QueueUrl', 'Entries'],
      set: ['Successful', 'Failed'],
    },
    CreateQueue: {
      honoured: ['QueueName', 'Attributes', 'tags'],
      set: ['QueueUrl'],
    },
    DeleteMessage: {
      honoured: ['QueueUrl', 'ReceiptHandle'],
    },
    DeleteMessageBatch: {
      honoured: ['QueueUrl', 'Entries'],
      set: ['Successful', 'Failed'],
    },
    DeleteQueue: {
      honoured: ['QueueUrl'],
    },
    GetQueueAttributes: {
      honoured: ['QueueUrl', 'AttributeNames'],
      set: ['Attributes'],
    },
    GetQueueUrl: {
      honoured: ['QueueName', 'QueueOwnerAWSAccountId'],
      set: ['QueueUrl'],
    },
    ListDeadLetterSourceQueues: {
      honoured: ['QueueUrl', 'NextToken', 'MaxResults'],
      set: ['queueUrls', 'NextToken'],
    },
    ListQueueTags: {
      honoured: ['QueueUrl'],
      set: ['Tags'],
    },
    ListQueues: {
      honoured: ['QueueNamePrefix', 'NextToken', 'MaxResults'],
      set: ['QueueUrls', 'NextToken'],
    },
    PurgeQueue: {
      honoured: ['QueueUrl'],
    },
    ReceiveMessage: {
      honoured: [
        'QueueUrl',
        'AttributeNames',
        'MessageSystemAttributeNames',
        'MessageAttributeNames',
        'MaxNumberOfMessages',
        'VisibilityTimeout',
        'WaitTimeSeconds',
      ],
      ignored: { ReceiveRequestAttemptId: 'A repeated receive is another receive.' },
      set: ['Messages'],
    },
    SendMessage: {
      honoured: [
        'QueueUrl',
        'MessageBody',
        'DelaySeconds',
        'MessageAttributes',
        'MessageSystemAttributes',
        'MessageDeduplicationId',
        'MessageGroupId',
      ],
      set: [
        'MD5OfMessageBody',
        'MD5OfMessageAttributes',
        'MD5OfMessageSystemAttributes',
        'MessageId',
        'SequenceNumber',
      ],
    },
    SendMessageBatch: {
      honoured: ['QueueUrl', 'Entries'],
      set: ['Successful', 'Failed'],
    },
    SetQueueAttributes: {
      honoured: ['QueueUrl', 'Attributes'],
    },
    TagQueue: {
      honoured: ['QueueUrl', 'Tags'],
    },
    UntagQueue: {
      honoured: ['QueueUrl', 'TagKeys'],
    },
  },
};
