import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientTool, installedClis } from '../support/client-tools.ts';
import { outputOf, runProgram } from '../support/run-program.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const BOTO3 = `
import boto3, hashlib, threading, time
sqs = boto3.client("sqs")
url = sqs.create_queue(QueueName="from-boto3.fifo", Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"})["QueueUrl"]
assert sqs.get_queue_url(QueueName="from-boto3.fifo")["QueueUrl"] == url
for body in ("first", "second", "first"):
    sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="g", MessageAttributes={"n": {"DataType": "Number", "StringValue": "1"}})
got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], MessageSystemAttributeNames=["All"])["Messages"]
assert [message["Body"] for message in got] == ["first", "second"], got
assert got[0]["Attributes"]["MessageGroupId"] == "g" and got[0]["MessageAttributes"]["n"]["StringValue"] == "1"
sqs.delete_message_batch(QueueUrl=url, Entries=[{"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(got)])
assert "Messages" not in sqs.receive_message(QueueUrl=url)
try:
    sqs.get_queue_url(QueueName="absent")
    raise AssertionError("a queue that is not there was found")
except sqs.exceptions.QueueDoesNotExist as error:
    assert error.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue", error.response
queue = boto3.resource("sqs").create_queue(QueueName="resource")
threading.Timer(0.5, lambda: queue.send_message(MessageBody="woken")).start()
begun = time.monotonic()
assert [message.body for message in queue.receive_messages(WaitTimeSeconds=20)] == ["woken"]
assert time.monotonic() - begun < 10
queue.delete()
print("all well")
`;

describe('SQS', () => {
  let server: TestServer;
  let sqs: SQSClient;
  beforeAll(async () => {
    server = await startTestServer();
    const { endpoint, region, accessKeyId, secretAccessKey } = server;
    sqs = new SQSClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  });
  afterAll(async () => {
    sqs.destroy();
    await server.close();
  });

  it('serves @aws-sdk v3, which holds its own digests against ours', async () => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'from-js', tags: { team: 'ml' } }));
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'from-js' }))).QueueUrl).toBe(QueueUrl);
    const MessageAttributes = { colour: { DataType: 'String', StringValue: 'rouge foncé' } };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'un « message »', MessageAttributes }));
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: `entry ${Id}` }));
    expect((await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).Successful).toHaveLength(2);
    const all = {
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All' as const],
    };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...all }));
    expect(Messages.map(({ Body }) => Body)).toEqual(['un « message »', 'entry a', 'entry b']);
    expect(Messages[0]).toMatchObject({ MessageAttributes, Attributes: { ApproximateReceiveCount: '1' } });
    const handles = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const deleted = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: handles }));
    expect(deleted.Successful).toHaveLength(3);
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'absent' }))).rejects.toBeInstanceOf(QueueDoesNotExist);
  });

  it('gives no message to a client that has left while it waited', async () => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'left' }));
    const leaving = new AbortController();
    const waiting = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: leaving.signal,
    });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'for who is there', DelaySeconds: 2 }));
    leaving.abort();
    await expect(waiting).rejects.toThrow();
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['for who is there']);
  });

  it('serves boto3, clients and resources', async () => {
    expect(await outputOf(clientTool('python'), ['-c', BOTO3], server.environment)).toContain('all well');
  });

  describe.each(installedClis())('and $name', ({ program, readsEndpointVariable }) => {
    // AWS CLI 1 sends SQS to its oldest public name, whatever the environment says.
    const endpoint = () => ['--endpoint-url', server.endpoint];
    const json = async (...args: string[]) => {
      const text = await outputOf(program, [...endpoint(), 'sqs', ...args, '--output', 'json'], server.environment);
      return text.trim() === '' ? {} : JSON.parse(text);
    };

    it('in its own protocol', async () => {
      const name = `from-cli-${readsEndpointVariable}`;
      const { QueueUrl } = await json(
        'create-queue',
        '--queue-name',
        name,
        '--attributes',
        'VisibilityTimeout=60',
        '--tags',
        'team=ml',
      );
      const queue = ['--queue-url', QueueUrl];
      expect(await json('list-queue-tags', ...queue)).toEqual({ Tags: { team: 'ml' } });
      expect((await json('list-queues', '--queue-name-prefix', name)).QueueUrls).toEqual([QueueUrl]);
      const attribute = '{"colour":{"DataType":"String","StringValue":"<red> & blue"}}';
      await json('send-message', ...queue, '--message-body', 'a <message> & more', '--message-attributes', attribute);
      const entries = ['Id=one,MessageBody=first', 'Id=two,MessageBody=second,DelaySeconds=900'];
      const sent = await json('send-message-batch', ...queue, '--entries', ...entries);
      expect(sent.Successful).toHaveLength(2);
      const asked = ['--max-number-of-messages', '10', '--message-attribute-names', 'All', '--attribute-names', 'All'];
      const { Messages } = await json('receive-message', ...queue, ...asked);
      expect(Messages.map(({ Body }: { Body: string }) => Body)).toEqual(['a <message> & more', 'first']);
      expect(Messages[0]).toMatchObject({
        MessageAttributes: JSON.parse(attribute),
        Attributes: { ApproximateReceiveCount: '1' },
      });
      const { Attributes } = await json('get-queue-attributes', ...queue, '--attribute-names', 'All');
      expect(Attributes).toMatchObject({
        VisibilityTimeout: '60',
        ApproximateNumberOfMessagesNotVisible: '2',
        ApproximateNumberOfMessagesDelayed: '1',
      });
      await json('delete-message', ...queue, '--receipt-handle', Messages[0].ReceiptHandle);
      await json('set-queue-attributes', ...queue, '--attributes', 'DelaySeconds=3');
      await json('delete-queue', ...queue);
      const arguments_ = [...endpoint(), 'sqs', 'get-queue-url', '--queue-name', name];
      const refused = await runProgram(program, arguments_, server.environment);
      expect(refused.stderr).toContain('AWS.SimpleQueueService.NonExistentQueue');
    });
  });
});
