import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message, SqsOperations } from '../../src/api/generated/sqs-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { newUuid } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { type SqsNeighbour, sqsNeighbour } from '../../src/neighbours/sqs/index.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, callContext, caller, ManualClock, REGION } from '../support/callers.ts';
import { forEachStore } from '../support/stores.ts';
import { until } from '../support/until.ts';

interface Node {
  readonly store: SqlStore;
  readonly engine: Engine;
  readonly queues: SqsNeighbour;
  readonly call: ReturnType<typeof caller<SqsOperations>>;
}

forEachStore('SQS', (open, dialect) => {
  const clock = new ManualClock();
  let node: Node;
  let call: Node['call'];

  const startNode = async (): Promise<Node> => {
    const store = await open('shared');
    const engine = createEngine({ store, clock, logger: silentLogger, nodeId: newUuid() });
    const { scheduler } = engine;
    const tokens = new PageTokens(new Uint8Array(32));
    const queues = sqsNeighbour({ store, clock, logger: silentLogger, scheduler, tokens });
    for (const controller of queues.controllers) engine.register(controller);
    await queues.start();
    await engine.start();
    return { store, engine, queues, call: caller(queues.handlers) };
  };
  const nodes: Node[] = [];

  beforeAll(async () => {
    node = await startNode();
    nodes.push(node);
    ({ call } = node);
  });
  afterAll(async () => {
    for (const { queues, engine } of nodes) {
      await queues.close();
      await engine.stop();
    }
  });

  let made = 0;
  const newQueue = async (attributes: Record<string, string> = {}, suffix = '') => {
    const QueueName = `queue-${++made}${suffix}`;
    return (await call('CreateQueue', { QueueName, Attributes: attributes })).QueueUrl ?? '';
  };
  const newFifo = (attributes: Record<string, string> = {}) => newQueue({ FifoQueue: 'true', ...attributes }, '.fifo');
  const send = (QueueUrl: string, MessageBody: string, more: object = {}) =>
    call('SendMessage', { QueueUrl, MessageBody, ...more });
  const receive = async (QueueUrl: string, more: object = {}): Promise<Message[]> =>
    (await call('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10, ...more })).Messages ?? [];
  const bodies = async (url: string, more: object = {}) => (await receive(url, more)).map(({ Body }) => Body);
  const counts = async (QueueUrl: string) => {
    const { Attributes = {} } = await call('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible, ApproximateNumberOfMessagesDelayed } =
      Attributes;
    return [ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible, ApproximateNumberOfMessagesDelayed].map(
      Number,
    );
  };
  const arnOf = (url: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${url.slice(url.lastIndexOf('/') + 1)}`;
  const refusal = (work: Promise<unknown>) => expect(work).rejects;

  describe('queues', () => {
    it('are made once, and found again when the same is asked for', async () => {
      const QueueUrl = await newQueue({ VisibilityTimeout: '5' });
      const QueueName = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1);
      expect(QueueUrl).toContain(`/${ACCOUNT}/${QueueName}`);
      expect(await call('CreateQueue', { QueueName, Attributes: { VisibilityTimeout: '5' } })).toEqual({ QueueUrl });
      expect(await call('CreateQueue', { QueueName })).toEqual({ QueueUrl });
      expect(await call('GetQueueUrl', { QueueName })).toEqual({ QueueUrl });
      await refusal(call('CreateQueue', { QueueName, Attributes: { VisibilityTimeout: '6' } })).toMatchObject({
        code: 'QueueNameExists',
      });
    });

    it('show their attributes with defaults, and only those that were asked for', async () => {
      const QueueUrl = await newQueue({ DelaySeconds: '7' });
      const { Attributes } = await call('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
      expect(Attributes).toMatchObject({
        DelaySeconds: '7',
        VisibilityTimeout: '30',
        MessageRetentionPeriod: '345600',
        ReceiveMessageWaitTimeSeconds: '0',
        QueueArn: arnOf(QueueUrl),
        ApproximateNumberOfMessages: '0',
      });
      expect(Attributes).not.toHaveProperty('FifoQueue');
      const some = await call('GetQueueAttributes', { QueueUrl, AttributeNames: ['DelaySeconds'] });
      expect(some.Attributes).toEqual({ DelaySeconds: '7' });
      expect(await call('GetQueueAttributes', { QueueUrl })).toEqual({});
    });

    it('refuse names and attributes that no queue has', async () => {
      const make = (QueueName: string, Attributes: Record<string, string> = {}) =>
        refusal(call('CreateQueue', { QueueName, Attributes }));
      await make('with space').toMatchObject({ code: 'InvalidParameterValue' });
      await make('plain', { FifoQueue: 'true' }).toMatchObject({ code: 'InvalidParameterValue' });
      await make('plain.fifo').toMatchObject({ code: 'InvalidParameterValue' });
      await make('plain', { Colour: 'red' }).toMatchObject({ code: 'InvalidAttributeName' });
      await make('plain', { toString: 'red' }).toMatchObject({ code: 'InvalidAttributeName' });
      await make('plain', { ContentBasedDeduplication: 'true' }).toMatchObject({ code: 'InvalidAttributeName' });
      await make('plain', { DelaySeconds: '901' }).toMatchObject({
        code: 'InvalidAttributeValue',
        message: 'Invalid value for the parameter DelaySeconds.',
      });
      await make('plain', { RedrivePolicy: '{}' }).toMatchObject({ code: 'InvalidAttributeValue' });
      await refusal(call('GetQueueUrl', { QueueName: 'plain' })).toMatchObject({ code: 'QueueDoesNotExist' });
    });

    it('are listed by name, in pages', async () => {
      const prefix = `listed-${newUuid().slice(0, 8)}-`;
      for (const name of ['c', 'a', 'b']) await call('CreateQueue', { QueueName: `${prefix}${name}` });
      const first = await call('ListQueues', { QueueNamePrefix: prefix, MaxResults: 2 });
      const names = (urls: readonly string[] = []) => urls.map((url) => url.slice(url.lastIndexOf('-') + 1));
      expect(names(first.QueueUrls)).toEqual(['a', 'b']);
      const second = await call('ListQueues', { QueueNamePrefix: prefix, MaxResults: 2, NextToken: first.NextToken });
      expect(names(second.QueueUrls)).toEqual(['c']);
      expect(second.NextToken).toBeUndefined();
      expect(await call('ListQueues', { QueueNamePrefix: 'no such' })).not.toHaveProperty('QueueUrls');
      await refusal(call('ListQueues', { MaxResults: 2, NextToken: first.NextToken })).toMatchObject({
        code: 'ValidationException',
      });
    });

    it('keep tags', async () => {
      const QueueUrl = await newQueue();
      await call('TagQueue', { QueueUrl, Tags: { team: 'ml', stage: 'dev' } });
      await call('TagQueue', { QueueUrl, Tags: { stage: 'prod' } });
      await call('UntagQueue', { QueueUrl, TagKeys: ['team', 'absent'] });
      expect(await call('ListQueueTags', { QueueUrl })).toEqual({ Tags: { stage: 'prod' } });
    });

    it('are gone with their messages when they are deleted, and empty when they are made again', async () => {
      const QueueUrl = await newQueue();
      await send(QueueUrl, 'old');
      await call('DeleteQueue', { QueueUrl });
      await refusal(receive(QueueUrl)).toMatchObject({ code: 'QueueDoesNotExist' });
      await refusal(call('DeleteQueue', { QueueUrl })).toMatchObject({ code: 'QueueDoesNotExist' });
      await call('CreateQueue', { QueueName: QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1) });
      expect(await bodies(QueueUrl)).toEqual([]);
    });

    it('of other accounts and regions are other queues', async () => {
      const QueueUrl = await newQueue();
      await send(QueueUrl, 'mine');
      const elsewhere = callContext({ region: 'eu-west-1' });
      const other = callContext({ account: '210987654321' });
      await refusal(call('ReceiveMessage', { QueueUrl }, elsewhere)).toMatchObject({ code: 'QueueDoesNotExist' });
      await refusal(call('ReceiveMessage', { QueueUrl }, other)).toMatchObject({ code: 'QueueDoesNotExist' });
      await refusal(call('ReceiveMessage', { QueueUrl: 'not a url' })).toMatchObject({ code: 'InvalidAddress' });
    });
  });

  describe('messages', () => {
    it('come back with digests of their body and of the attributes that were asked for', async () => {
      const QueueUrl = await newQueue();
      const attributes = {
        colour: { DataType: 'String', StringValue: 'red' },
        weight: { DataType: 'Number.kg', StringValue: '4.5' },
        bytes: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2, 255]) },
      };
      const sent = await send(QueueUrl, 'héllo', { MessageAttributes: attributes });
      const md5 = createHash('md5').update('héllo').digest('hex');
      expect(sent).toMatchObject({ MD5OfMessageBody: md5 });
      const [message] = await receive(QueueUrl, { MessageAttributeNames: ['All'], AttributeNames: ['All'] });
      expect(message).toMatchObject({
        MessageId: sent.MessageId,
        Body: 'héllo',
        MD5OfBody: md5,
        MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
        MessageAttributes: attributes,
        Attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(clock.nowMs()) },
      });
      await call('ChangeMessageVisibility', {
        QueueUrl,
        ReceiptHandle: message?.ReceiptHandle ?? '',
        VisibilityTimeout: 0,
      });
      const [again] = await receive(QueueUrl, { MessageAttributeNames: ['wei.*', 'bytes'] });
      expect(Object.keys(again?.MessageAttributes ?? {})).toEqual(['weight', 'bytes']);
    });

    it('are seen by nobody else until their visibility timeout is over', async () => {
      const QueueUrl = await newQueue({ VisibilityTimeout: '10' });
      await send(QueueUrl, 'once');
      expect(await bodies(QueueUrl)).toEqual(['once']);
      expect(await bodies(QueueUrl)).toEqual([]);
      expect(await counts(QueueUrl)).toEqual([0, 1, 0]);
      clock.advance(9_999);
      expect(await bodies(QueueUrl)).toEqual([]);
      clock.advance(1);
      const [again] = await receive(QueueUrl, { AttributeNames: ['ApproximateReceiveCount'] });
      expect(again?.Attributes).toEqual({ ApproximateReceiveCount: '2' });
    });

    it('are deleted by the last handle alone', async () => {
      const QueueUrl = await newQueue({ VisibilityTimeout: '1' });
      await send(QueueUrl, 'stubborn');
      const [first] = await receive(QueueUrl);
      clock.advance(1_000);
      const [second] = await receive(QueueUrl);
      await call('DeleteMessage', { QueueUrl, ReceiptHandle: first?.ReceiptHandle ?? '' });
      clock.advance(1_000);
      expect(await counts(QueueUrl)).toEqual([1, 0, 0]);
      await call('DeleteMessage', { QueueUrl, ReceiptHandle: second?.ReceiptHandle ?? '' });
      expect(await counts(QueueUrl)).toEqual([0, 0, 0]);
      await refusal(call('DeleteMessage', { QueueUrl, ReceiptHandle: 'nonsense' })).toMatchObject({
        code: 'ReceiptHandleIsInvalid',
      });
    });

    it('wait for their delay', async () => {
      const QueueUrl = await newQueue({ DelaySeconds: '5' });
      await send(QueueUrl, 'later');
      await send(QueueUrl, 'now', { DelaySeconds: 0 });
      expect(await bodies(QueueUrl)).toEqual(['now']);
      expect(await counts(QueueUrl)).toEqual([0, 1, 1]);
      clock.advance(5_000);
      expect(await bodies(QueueUrl)).toEqual(['later']);
    });

    it('have their time at a holder changed, up to twelve hours', async () => {
      const QueueUrl = await newQueue({ VisibilityTimeout: '10' });
      await send(QueueUrl, 'held');
      const [message] = await receive(QueueUrl);
      const change = (VisibilityTimeout: number) =>
        call('ChangeMessageVisibility', { QueueUrl, ReceiptHandle: message?.ReceiptHandle ?? '', VisibilityTimeout });
      await change(60);
      clock.advance(59_999);
      expect(await bodies(QueueUrl)).toEqual([]);
      await refusal(change(43_200)).toMatchObject({ code: 'InvalidParameterValue' });
      clock.advance(1);
      await refusal(change(10)).toMatchObject({ code: 'MessageNotInflight' });
      await refusal(change(43_201)).toMatchObject({ code: 'InvalidParameterValue' });
    });

    it('that no queue takes are refused, and nothing is kept of them', async () => {
      const QueueUrl = await newQueue({ MaximumMessageSize: '1024' });
      const attribute = (name: string, value: object) => ({ MessageAttributes: { [name]: value } });
      const refused: [string, object, string][] = [
        ['', {}, 'MissingParameter'],
        ['x\u0000', {}, 'InvalidMessageContents'],
        ['x\ud800', {}, 'InvalidMessageContents'],
        ['x'.repeat(1025), {}, 'InvalidParameterValue'],
        ['x', { DelaySeconds: 901 }, 'InvalidParameterValue'],
        ['x', { MessageDeduplicationId: 'a' }, 'InvalidParameterValue'],
        ['x', attribute('AWS.mine', { DataType: 'String', StringValue: 'a' }), 'InvalidParameterValue'],
        ['x', attribute('a..b', { DataType: 'String', StringValue: 'a' }), 'InvalidParameterValue'],
        ['x', attribute('a', { DataType: 'Colour', StringValue: 'a' }), 'InvalidParameterValue'],
        ['x', attribute('a', { DataType: 'String', StringValue: '' }), 'InvalidParameterValue'],
        ['x', attribute('a', { DataType: 'Number', StringValue: 'ten' }), 'InvalidParameterValue'],
        ['x', attribute('a', { DataType: 'Binary', StringValue: 'a' }), 'InvalidParameterValue'],
        ['x', attribute('a', { DataType: 'String', StringListValues: ['a'] }), 'UnsupportedOperation'],
      ];
      for (const [body, more, code] of refused) await refusal(send(QueueUrl, body, more)).toMatchObject({ code });
      expect(await counts(QueueUrl)).toEqual([0, 0, 0]);
    });

    it('go after their retention period, and their rows with them', async () => {
      const QueueUrl = await newQueue({ MessageRetentionPeriod: '60' });
      await send(QueueUrl, 'short-lived');
      clock.advance(60_000);
      expect(await bodies(QueueUrl)).toEqual([]);
      expect(await counts(QueueUrl)).toEqual([0, 0, 0]);
      // Any change has the rows looked at.
      await call('SetQueueAttributes', { QueueUrl, Attributes: { MessageRetentionPeriod: '60' } });
      await until(
        () => rowsOf(node.store),
        (rows) => !rows.some(({ body }) => body === 'short-lived'),
      );
    });

    it('are all gone after a purge, which is allowed once a minute', async () => {
      const QueueUrl = await newQueue();
      await send(QueueUrl, 'a');
      await call('PurgeQueue', { QueueUrl });
      expect(await bodies(QueueUrl)).toEqual([]);
      await refusal(call('PurgeQueue', { QueueUrl })).toMatchObject({ code: 'PurgeQueueInProgress' });
      clock.advance(60_000);
      await send(QueueUrl, 'b');
      expect(await bodies(QueueUrl)).toEqual(['b']);
      await call('PurgeQueue', { QueueUrl });
    });

    it('received too often go to the queue for dead letters', async () => {
      const dead = await newQueue();
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(dead), maxReceiveCount: 2 });
      const QueueUrl = await newQueue({ RedrivePolicy });
      const { MessageId } = await send(QueueUrl, 'poison');
      const round = () => receive(QueueUrl, { VisibilityTimeout: 0 });
      expect(await round()).toHaveLength(1);
      expect(await round()).toHaveLength(1);
      await send(QueueUrl, 'good');
      expect(await bodies(QueueUrl)).toEqual(['good']);
      const [letter] = await receive(dead, { AttributeNames: ['All'] });
      expect(letter).toMatchObject({
        MessageId,
        Body: 'poison',
        Attributes: { DeadLetterQueueSourceArn: arnOf(QueueUrl) },
      });
      expect(await call('ListDeadLetterSourceQueues', { QueueUrl: dead })).toEqual({ queueUrls: [QueueUrl] });
      await call('SetQueueAttributes', { QueueUrl, Attributes: { RedrivePolicy: '' } });
      expect(await call('ListDeadLetterSourceQueues', { QueueUrl: dead })).toEqual({ queueUrls: [] });
    });

    it('have no dead letters sent where none are taken', async () => {
      const shut = await newQueue({ RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'denyAll' }) });
      const fifo = await newFifo();
      for (const target of [arnOf(shut), arnOf(fifo), 'arn:aws:sqs:eu-west-1:123456789012:x', 'x']) {
        const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: target, maxReceiveCount: 2 });
        await refusal(newQueue({ RedrivePolicy })).toMatchObject({ code: 'InvalidParameterValue' });
      }
    });
  });

  describe('batches', () => {
    it('take each entry on its own', async () => {
      const QueueUrl = await newQueue();
      const Entries = [
        { Id: 'a', MessageBody: 'one' },
        { Id: 'b', MessageBody: '\u0001' },
        { Id: 'c', MessageBody: 'three' },
      ];
      const sent = await call('SendMessageBatch', { QueueUrl, Entries });
      expect(sent.Successful.map(({ Id }) => Id)).toEqual(['a', 'c']);
      expect(sent.Failed).toMatchObject([{ Id: 'b', Code: 'InvalidMessageContents', SenderFault: true }]);
      const messages = await receive(QueueUrl);
      const handles = messages.map(({ ReceiptHandle }, index) => ({
        Id: `m${index}`,
        ReceiptHandle: ReceiptHandle ?? '',
      }));
      const changed = await call('ChangeMessageVisibilityBatch', {
        QueueUrl,
        Entries: [...handles.map((entry) => ({ ...entry, VisibilityTimeout: 99 })), { Id: 'x', ReceiptHandle: 'x' }],
      });
      expect(changed.Successful).toHaveLength(2);
      expect(changed.Failed).toMatchObject([{ Id: 'x' }]);
      const deleted = await call('DeleteMessageBatch', { QueueUrl, Entries: handles });
      expect(deleted).toEqual({ Successful: [{ Id: 'm0' }, { Id: 'm1' }], Failed: [] });
      expect(await counts(QueueUrl)).toEqual([0, 0, 0]);
    });

    it('are refused as a whole when they are no batch', async () => {
      const QueueUrl = await newQueue();
      const batch = (Entries: { Id: string; MessageBody: string }[]) =>
        refusal(call('SendMessageBatch', { QueueUrl, Entries }));
      const entry = (Id: string, MessageBody = 'x') => ({ Id, MessageBody });
      await batch([]).toMatchObject({ code: 'EmptyBatchRequest' });
      await batch([entry('a'), entry('a')]).toMatchObject({ code: 'BatchEntryIdsNotDistinct' });
      await batch([entry('not valid')]).toMatchObject({ code: 'InvalidBatchEntryId' });
      await batch(Array.from({ length: 11 }, (_, index) => entry(`e${index}`))).toMatchObject({
        code: 'TooManyEntriesInBatchRequest',
      });
      await batch([entry('a', 'x'.repeat(600_000)), entry('b', 'x'.repeat(600_000))]).toMatchObject({
        code: 'BatchRequestTooLong',
      });
      expect(await counts(QueueUrl)).toEqual([0, 0, 0]);
    });
  });

  describe('FIFO queues', () => {
    const inGroup = (MessageGroupId: string, MessageDeduplicationId?: string) => ({
      MessageGroupId,
      MessageDeduplicationId,
    });

    it('give the messages of a group in order, to one holder at a time', async () => {
      const QueueUrl = await newFifo({ ContentBasedDeduplication: 'true' });
      for (const body of ['a1', 'a2', 'a3']) await send(QueueUrl, body, inGroup('a'));
      await send(QueueUrl, 'b1', inGroup('b'));
      const [first] = await receive(QueueUrl, { MaxNumberOfMessages: 1 });
      expect(first?.Body).toBe('a1');
      expect(await bodies(QueueUrl)).toEqual(['b1']);
      await call('DeleteMessage', { QueueUrl, ReceiptHandle: first?.ReceiptHandle ?? '' });
      expect(await bodies(QueueUrl)).toEqual(['a2', 'a3']);
    });

    it('give what was not deleted in time again, before what follows it', async () => {
      const QueueUrl = await newFifo({ ContentBasedDeduplication: 'true', VisibilityTimeout: '1' });
      for (const body of ['1', '2']) await send(QueueUrl, body, inGroup('a'));
      const [first] = await receive(QueueUrl, { MaxNumberOfMessages: 1 });
      clock.advance(1_000);
      await refusal(call('DeleteMessage', { QueueUrl, ReceiptHandle: first?.ReceiptHandle ?? '' })).toMatchObject({
        code: 'InvalidParameterValue',
      });
      expect(await bodies(QueueUrl)).toEqual(['1', '2']);
    });

    it('take a deduplication id once in five minutes', async () => {
      const QueueUrl = await newFifo();
      const first = await send(QueueUrl, 'a', inGroup('g', 'same'));
      const second = await send(QueueUrl, 'b', inGroup('g', 'same'));
      expect(second).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
      expect(await counts(QueueUrl)).toEqual([1, 0, 0]);
      clock.advance(5 * 60_000);
      const third = await send(QueueUrl, 'c', inGroup('g', 'same'));
      expect(third.MessageId).not.toBe(first.MessageId);
      expect((third.SequenceNumber ?? '') > (first.SequenceNumber ?? '')).toBe(true);
      expect(third.SequenceNumber).toHaveLength(20);
    });

    it('deduplicate within the group alone when told so', async () => {
      const QueueUrl = await newFifo({ DeduplicationScope: 'messageGroup' });
      for (const group of ['a', 'b', 'a']) await send(QueueUrl, group, inGroup(group, 'same'));
      expect(await counts(QueueUrl)).toEqual([2, 0, 0]);
    });

    it('refuse messages without group or deduplication', async () => {
      const QueueUrl = await newFifo();
      await refusal(send(QueueUrl, 'x')).toMatchObject({ code: 'MissingParameter' });
      await refusal(send(QueueUrl, 'x', inGroup('g'))).toMatchObject({ code: 'InvalidParameterValue' });
      await refusal(send(QueueUrl, 'x', { ...inGroup('g', 'd'), DelaySeconds: 3 })).toMatchObject({
        code: 'InvalidParameterValue',
      });
      await refusal(call('SetQueueAttributes', { QueueUrl, Attributes: { FifoQueue: 'true' } })).toMatchObject({
        code: 'InvalidAttributeName',
      });
    });
  });

  describe('receivers', () => {
    it('share the messages: each goes to one of them', async () => {
      const QueueUrl = await newQueue();
      const all = Array.from({ length: 100 }, (_, index) => `m${index}`);
      for (const body of all) await send(QueueUrl, body);
      const seen: string[] = [];
      const drain = async () => {
        for (;;) {
          const found = await bodies(QueueUrl, { MaxNumberOfMessages: 3 });
          if (found.length === 0) return;
          seen.push(...found.map(String));
        }
      };
      await Promise.all(Array.from({ length: 8 }, drain));
      // One that found all others at work may have ended early; nobody got anything twice.
      await drain();
      expect(seen.sort()).toEqual([...all].sort());
    });

    it('wait for a message and are woken by its coming, on any node', async () => {
      const real = dialect === 'postgres' ? await startNode() : node;
      if (real !== node) nodes.push(real);
      const QueueUrl = await newQueue();
      const waiting = call('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 20 });
      const begun = Date.now();
      await real.call('SendMessage', { QueueUrl, MessageBody: 'wake up' });
      expect((await waiting).Messages?.map(({ Body }) => Body)).toEqual(['wake up']);
      expect(Date.now() - begun).toBeLessThan(10_000);
    });

    it('wait until a message that somebody holds comes into sight', async () => {
      const QueueUrl = await newQueue();
      await send(QueueUrl, 'held');
      const [held] = await receive(QueueUrl);
      const waiting = call('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 20 });
      await call('ChangeMessageVisibility', {
        QueueUrl,
        ReceiptHandle: held?.ReceiptHandle ?? '',
        VisibilityTimeout: 0,
      });
      expect((await waiting).Messages?.map(({ Body }) => Body)).toEqual(['held']);
    });

    it('who have gone take nothing, and those who wait at the end are let go', async () => {
      const QueueUrl = await newQueue({ ReceiveMessageWaitTimeSeconds: '20' });
      const gone = new AbortController();
      const left = call('ReceiveMessage', { QueueUrl }, callContext({ callerGone: () => gone.signal }));
      gone.abort();
      expect(await left).toEqual({});
      await send(QueueUrl, 'still there');
      expect(await counts(QueueUrl)).toEqual([1, 0, 0]);
      await receive(QueueUrl);
      const waiting = call('ReceiveMessage', { QueueUrl });
      await node.queues.close();
      expect(await waiting).toEqual({});
    });
  });
});

function rowsOf(store: SqlStore): Promise<{ body: string }[]> {
  return store.reader
    .withTables<{ sqs_messages: { body: string } }>()
    .selectFrom('sqs_messages')
    .select('body')
    .execute();
}
