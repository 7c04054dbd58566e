import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceModel } from '../../src/api/model.ts';
import { ApiClient } from '../support/api-client.ts';
import { type BuiltOperation, builtOperations } from '../support/built-operations.ts';
import { Dice } from '../support/dice.ts';
import { ExampleInputs } from '../support/example-input.ts';
import { makeBucket } from '../support/example-input-things.ts';
import { fuzzSettings } from '../support/fuzz-settings.ts';
import type { Call } from '../support/signed-request.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';
import { encodeCall } from '../support/wire-encoding.ts';

/** Pieces that heads are made of, right and wrong. */
const PIECES = [
  ...[
    '\r\n',
    '\n',
    '\r',
    '\0',
    ': ',
    ':',
    ' ',
    '\t',
    'HTTP/1.1',
    'HTTP/1.0',
    'HTTP/9.9',
    'GET / ',
    'POST / ',
    'OPTIONS * ',
  ],
  ...['Host: x\r\n', 'Content-Length: 5\r\n', 'Content-Length: -1\r\n', 'Content-Length: 99999999999999999999\r\n'],
  ...['Transfer-Encoding: chunked\r\n', 'Expect: 100-continue\r\n', 'Connection: upgrade\r\nUpgrade: websocket\r\n'],
  ...['5\r\nhello\r\n', '0\r\n\r\n', 'ffffffffffffffff\r\n', 'X-Amz-Date: 20200101T000000Z\r\n', '?X-Amz-Signature=1&'],
  ...['X-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD\r\n', 'x-amz-decoded-content-length: 5\r\n'],
  ...[
    'X-Amz-Target: SageMaker.ListModels\r\n',
    'Authorization: AWS4-HMAC-SHA256 Credential=\r\n',
    '?list-type=2&',
    '%00',
    '%zz',
  ],
];

describe('Bytes at the port', () => {
  let server: WholeServer;
  let client: ApiClient;
  let built: readonly BuiltOperation[];

  beforeAll(async () => {
    server = await startWholeServer();
    client = new ApiClient(server);
    built = await builtOperations(client);
    await makeBucket(client, 'bytes');
  });
  afterAll(async () => {
    client.close();
    await server.close();
  });

  /** Sends the bytes, ends the stream, and gives what came back until the server closed. */
  const exchange = (bytes: Buffer) =>
    new Promise<string>((resolve) => {
      const { hostname, port } = new URL(server.url);
      const socket = connect(Number(port), hostname, () => socket.end(bytes));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
      });
      // A server may well reset what is no HTTP.
      socket.on('error', () => resolve(text));
      socket.on('close', () => resolve(text));
    });

  const expectNoFault = (what: string) => {
    const fault = server.faults.shift();
    if (fault) throw new Error(what, { cause: Reflect.get(fault, 'err') ?? fault });
  };

  const isAlive = async () => {
    const answer = await client.call('sagemaker', 'ListModels', {});
    expect(answer.json).toEqual({ Models: [] });
  };

  it('of any kind get an answer of HTTP or none, and the next request is served', async () => {
    const calls: Call[] = [
      encodeCall(serviceModel('sagemaker'), operationOf('ListModels'), { MaxResults: 5 }),
      { method: 'PUT', path: '/bytes/key', body: 'hello', service: 's3' },
      { method: 'GET', path: '/bytes', query: { 'list-type': '2' }, service: 's3' },
      { service: 'sts', body: 'Action=GetCallerIdentity&Version=2011-06-15', headers: { 'content-type': FORM } },
      { path: '/endpoints/none/invocations', body: 'x' },
    ];
    const property = fc.asyncProperty(fc.noBias(fc.integer()), async (seed) => {
      const dice = new Dice(seed);
      const bytes = dice.oneIn(6) ? dice.bytes(400) : mutated(dice, client.bytesOf(dice.of(calls)));
      const reply = await exchange(bytes);
      expectNoFault(JSON.stringify(bytes.toString('latin1')));
      if (reply !== '') expect(reply, bytes.toString('latin1')).toMatch(/^HTTP\/1\.1 (?:[1234]\d\d|501) /);
      if (dice.oneIn(20)) await isAlive();
    });
    await fc.assert(property, fuzzSettings('bytes', 6));
    await isAlive();
  }, 120_000);

  it('that are signed are answered with an error of the API, whatever JSON they are', async () => {
    const document = fc.oneof(
      fc.json({ maxDepth: 6 }),
      fc.string({ unit: 'binary', maxLength: 50 }),
      fc.object({ withBigInt: false, withNullPrototype: false, maxDepth: 3 }).map((value) => JSON.stringify(value)),
      fc.nat(3000).map((depth) => `${'{"Tags":['.repeat(depth)}1${']}'.repeat(depth)}`),
    );
    const property = fc.asyncProperty(fc.nat(), document, async (index, body) => {
      const json = built.filter(({ service }) => serviceModel(service).service.protocol === 'json');
      const { service, operation } = json[index % json.length] as BuiltOperation;
      const call = encodeCall(serviceModel(service), operation, {});
      const answer = await client.send({ ...call, body });
      expectNoFault(`${operation.name} ${body}`);
      expect(answer.status, `${operation.name} ${body}`).toBeLessThan(500);
      expect(typeof (answer.json ?? {}), operation.name).toBe('object');
    });
    await fc.assert(property, fuzzSettings('JSON', 5));
    await isAlive();
  }, 120_000);

  it('that are a call with single characters changed never get past the signature', async () => {
    const examples = new ExampleInputs(serviceModel('sagemaker'));
    const property = fc.asyncProperty(fc.noBias(fc.integer()), async (seed) => {
      const dice = new Dice(seed);
      const operation = operationOf(
        dice.of(['CreateModelPackageGroup', 'DeleteModelPackageGroup', 'CreateExperiment']),
      );
      const bytes = client.bytesOf(encodeCall(serviceModel('sagemaker'), operation, examples.minimal(operation.name)));
      const at = bytes.indexOf('\r\n\r\n') + 4 + dice.under(20);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.under(7));
      const reply = await exchange(bytes);
      expect(reply).toMatch(/^HTTP\/1\.1 400 [\s\S]*InvalidSignatureException/);
    });
    await fc.assert(property, { ...fuzzSettings('changed calls', 2), numRuns: 300 });
  }, 120_000);
});

const FORM = 'application/x-www-form-urlencoded';

function operationOf(name: string) {
  const operation = serviceModel('sagemaker').operations[name];
  if (!operation) throw new Error(`no operation ${name}`);
  return operation;
}

/** One to four cuts, doublings, insertions and flips. */
function mutated(dice: Dice, original: Buffer): Buffer {
  let bytes = original;
  for (let round = dice.under(4); round >= 0; round--) {
    const at = dice.under(bytes.length + 1);
    const end = Math.min(bytes.length, at + dice.under(30));
    const [before, slice, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
    const kind = dice.under(5);
    if (kind === 0) bytes = Buffer.concat([before, after]);
    else if (kind === 1) bytes = Buffer.concat([before, slice, slice, after]);
    else if (kind === 2) bytes = Buffer.concat([before, Buffer.from(dice.of(PIECES), 'latin1'), slice, after]);
    else if (kind === 3) bytes = Buffer.concat([before, dice.bytes(8), after]);
    else bytes = before;
  }
  return bytes;
}
