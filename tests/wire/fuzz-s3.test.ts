import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceModel } from '../../src/api/model.ts';
import { type ApiAnswer, ApiClient } from '../support/api-client.ts';
import { Dice } from '../support/dice.ts';
import { ExampleInputs } from '../support/example-input.ts';
import { HostileInputs } from '../support/example-input-hostile.ts';
import { makeBucket } from '../support/example-input-things.ts';
import { fuzzSettings } from '../support/fuzz-settings.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';
import { encodeCall, type Members } from '../support/wire-encoding.ts';

const model = serviceModel('s3');

/** They are no Unicode, and no URL can hold them. */
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const OPERATIONS = [
  ...['AbortMultipartUpload', 'CompleteMultipartUpload', 'CopyObject', 'CreateBucket', 'CreateMultipartUpload'],
  ...[
    'DeleteBucket',
    'DeleteObject',
    'DeleteObjectTagging',
    'DeleteObjects',
    'GetBucketLocation',
    'GetBucketVersioning',
  ],
  ...['GetObject', 'GetObjectAttributes', 'GetObjectTagging', 'HeadBucket', 'HeadObject', 'ListBuckets', 'ListObjects'],
  ...[
    'ListMultipartUploads',
    'ListObjectsV2',
    'ListParts',
    'PutObject',
    'PutObjectTagging',
    'UploadPart',
    'UploadPartCopy',
  ],
];

const KEYS = [
  'a',
  'a/b',
  'a/b/c',
  'ü/💥',
  ' ',
  '%2F',
  '..',
  'a//b',
  '/a',
  'a/',
  '+',
  '&<>"\'',
  '\u0001',
  '\ufffe',
  'x'.repeat(1024),
];

/** Documents that a careless reader of XML stumbles over. */
const XML = [
  '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Delete><Object><Key>&b;</Key></Object></Delete>',
  `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`,
  '<Delete><Object><Key>a</Key></Object><Object><Key/></Object><Quiet>maybe</Quiet></Delete>',
  '<Delete xmlns:x="y"><x:Object><Key><![CDATA[a]]></Key></x:Object></Delete>',
  '<Tagging><TagSet><Tag><Key>&#0;</Key><Value>&#x10FFFF;</Value></Tag></TagSet></Tagging>',
  '<Tagging><TagSet><Tag><Key>__proto__</Key><Value>x</Value></Tag></TagSet></Tagging>',
  '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"x"</ETag></Part></CompleteMultipartUpload>',
  '<CompleteMultipartUpload><Part><PartNumber>99999999999999999999</PartNumber></Part></CompleteMultipartUpload>',
  '<CreateBucketConfiguration><LocationConstraint>mars-1</LocationConstraint></CreateBucketConfiguration>',
  '<__proto__><constructor/></__proto__>',
  '<?xml version="1.0" encoding="UTF-16"?><Delete/>',
];

describe('Hostile calls to S3', () => {
  let server: WholeServer;
  let client: ApiClient;
  const hints: Record<string, unknown> = {};

  beforeAll(async () => {
    server = await startWholeServer();
    client = new ApiClient(server);
    await makeAgain();
  });
  afterAll(async () => {
    client.close();
    await server.close();
  });

  async function makeAgain(): Promise<void> {
    await makeBucket(client, 'hostile');
    await client.call('s3', 'PutObject', { Bucket: 'hostile', Key: 'a', Body: Buffer.from('hello') });
    const upload = await client.call('s3', 'CreateMultipartUpload', { Bucket: 'hostile', Key: 'a' });
    const UploadId = /<UploadId>(.*?)</.exec(upload.body.toString())?.[1] ?? '';
    await client.call('s3', 'UploadPart', {
      Bucket: 'hostile',
      Key: 'a',
      UploadId,
      PartNumber: 1,
      Body: Buffer.from('x'),
    });
    const copy = { CopySource: 'hostile/a', CopySourceRange: 'bytes=0-2' };
    Object.assign(hints, { Bucket: 'hostile', Key: 'a', UploadId, PartNumber: 1, ...copy, Range: 'bytes=1-3' });
  }

  const expectNoFault = (what: string, answer: ApiAnswer) => {
    const fault = server.faults.shift();
    if (fault) throw new Error(`${what} gave ${answer.status}`, { cause: Reflect.get(fault, 'err') ?? fault });
    expect(answer.status === 501 || answer.status < 500, `${what} gave ${answer.status}`).toBe(true);
    const text = answer.body.toString();
    if (!/xml/.test(answer.headers['content-type'] ?? '') || !text.startsWith('<?xml')) return;
    // What XML 1.0 has no way to say is written as a reference all the same, as S3 does.
    expect(XMLValidator.validate(text), `${what} gave ${text}`).toBe(true);
    if (answer.code !== undefined) expect(answer.code, what).toMatch(/^[A-Z]\w+$|^\d+$/);
  };

  let calls = 0;
  it('are each answered with a result or an error of S3', async () => {
    const inputs = new HostileInputs(model, hints);
    const property = fc.asyncProperty(fc.noBias(fc.integer()), async (seed) => {
      if (calls++ % 100 === 0) await makeAgain();
      const dice = new Dice(seed);
      const operation = model.operations[dice.of(OPERATIONS)];
      if (!operation) return;
      // Half of them little more than what the operation requires, so that they get further.
      const example = dice.oneIn(2) ? new ExampleInputs(model, hints).minimal(operation.name) : undefined;
      const input = {
        ...inputs.of(operation.input?.shape, dice, example),
        ...(dice.oneIn(3) ? { Key: dice.of(KEYS) } : {}),
      };
      const call = encodeCall(model, operation, input as Members);
      const isDocument = call.method === 'POST' || (call.method === 'PUT' && dice.oneIn(8));
      const answer = await client.send(
        isDocument && dice.oneIn(2) ? { ...call, body: bent(dice, String(call.body ?? '')) } : call,
      );
      expectNoFault(`${operation.name} ${JSON.stringify(input)}`, answer);
    });
    await fc.assert(property, fuzzSettings('S3', 8));
  }, 120_000);

  it('keep every key that S3 allows, whatever is in it', async () => {
    await makeBucket(client, 'keys');
    const before = keysIn(await client.call('s3', 'ListObjectsV2', { Bucket: 'keys' }));
    const keepKey = async (seed: number) => {
      const dice = new Dice(seed);
      const Key = (dice.oneIn(3) ? dice.of(KEYS) : dice.text(30)).replace(LONE_SURROGATES, '?');
      if (Key === '') return;
      const Body = dice.bytes(50);
      const put = await client.call('s3', 'PutObject', { Bucket: 'keys', Key, Body });
      expectNoFault(`PutObject ${JSON.stringify(Key)}`, put);
      if (put.code !== undefined) return;
      const got = await client.call('s3', 'GetObject', { Bucket: 'keys', Key });
      expect(got.body, JSON.stringify(Key)).toEqual(Body);
      const list = await client.call('s3', 'ListObjectsV2', { Bucket: 'keys', Prefix: Key, EncodingType: 'url' });
      expectNoFault(`ListObjectsV2 ${JSON.stringify(Key)}`, list);
      expect(keysIn(list), JSON.stringify(Key)).toContain(Key);
      const gone = await client.call('s3', 'DeleteObject', { Bucket: 'keys', Key });
      expect(gone.status).toBe(204);
    };
    // When the time is up, the assertion ends before the run that it interrupts does.
    let lastRun = Promise.resolve();
    const property = fc.asyncProperty(fc.noBias(fc.integer()), (seed) => {
      lastRun = keepKey(seed);
      return lastRun;
    });
    await fc.assert(property, fuzzSettings('keys', 4));
    await lastRun;
    const left = await client.call('s3', 'ListObjectsV2', { Bucket: 'keys' });
    expect(keysIn(left)).toEqual(before);
  }, 120_000);
});

function keysIn(list: ApiAnswer): string[] {
  const parser = new XMLParser({ parseTagValue: false, trimValues: false, isArray: (name) => name === 'Contents' });
  expect(list.code, list.body.toString()).toBeUndefined();
  const document = parser.parse(list.body.toString()) as { ListBucketResult: { Contents?: { Key: string }[] } };
  return (document.ListBucketResult.Contents ?? []).map(({ Key }) => decodeURIComponent(Key.replaceAll('+', ' ')));
}

/** Another document, or this one with a piece missing, doubled or strange. */
function bent(dice: Dice, text: string): string {
  if (dice.oneIn(2)) return dice.of(XML);
  const at = dice.under(text.length + 1);
  const end = Math.min(text.length, at + dice.under(20));
  const middle = dice.of([
    '',
    text.slice(at, end).repeat(2),
    '&x;',
    '<',
    '>',
    '&#xD800;',
    '\u0000',
    '<!--',
    ']]>',
    '<?x',
    '"',
  ]);
  return text.slice(0, at) + middle + text.slice(end);
}
