import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVICES, type ServiceName, serviceModel } from '../../src/api/model.ts';
import { ApiClient } from '../support/api-client.ts';
import { type BuiltOperation, builtOperations } from '../support/built-operations.ts';
import { ACCOUNT, REGION } from '../support/callers.ts';
import { ExampleInputs } from '../support/example-input.ts';
import { brokenInputs } from '../support/example-input-violations.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';

/** Errors that a service gives without its model saying so. */
const UNMODELLED: Partial<Record<ServiceName, readonly string[]>> = {
  sagemaker: ['ValidationException'],
  'sagemaker-featurestore-runtime': ['ValidationException'],
  'sagemaker-metrics': ['ValidationException'],
  iam: ['ValidationError'],
  sts: ['ValidationError', 'AccessDenied'],
};

/** S3 judges values in its operations, each with its own code: its tests are elsewhere. */
const VALIDATED = SERVICES.filter((service) => service !== 's3');

describe('The input of every built operation', () => {
  let server: WholeServer;
  let client: ApiClient;
  let built: readonly BuiltOperation[];

  beforeAll(async () => {
    server = await startWholeServer();
    client = new ApiClient(server);
    built = await builtOperations(client, VALIDATED);
  });
  afterAll(async () => {
    client.close();
    await server.close();
    expect(server.faults).toEqual([]);
  });

  const of = (service: ServiceName) => built.filter((one) => one.service === service);

  it.each(VALIDATED)(
    'that breaks a rule of the model is refused by the rule, and changes nothing (%s)',
    async (service) => {
      const model = serviceModel(service);
      const examples = new ExampleInputs(model);
      const seen = new Set<string>();
      const before = rowsOf(server);
      const wrong: string[] = [];
      for (const { operation } of of(service)) {
        for (const { title, input, sentence } of brokenInputs(model, examples, operation, seen)) {
          const { status, code, message } = await client.call(service, operation.name, input);
          const isTold =
            sentence === undefined
              ? code === 'SerializationException'
              : /^\d+ validation errors? detected: Value/.test(message) && message.includes(sentence);
          if (!isTold || status !== 400) {
            wrong.push(`${operation.name} with ${title}: ${status} ${code} ${message}, expected ${sentence}`);
          }
        }
      }
      expect(wrong).toEqual([]);
      expect(rowsOf(server)).toEqual(before);
    },
  );

  it.each(VALIDATED)(
    'that the model allows is taken, or refused with an error that the operation has (%s)',
    async (service) => {
      // Packages of another account are a question of what it shares.
      const ModelPackageArn = `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model-package/ghost/1`;
      const examples = new ExampleInputs(serviceModel(service), { ModelPackageArn });
      const wrong: string[] = [];
      for (const { operation } of of(service)) {
        const answer = await client.call(service, operation.name, examples.minimal(operation.name));
        const allowed = [...operation.errors, ...(UNMODELLED[service] ?? [])].map((name) => codeOf(service, name));
        const isAllowed = answer.code === undefined || (answer.status < 500 && allowed.includes(answer.code));
        if (!isAllowed || /validation errors? detected/.test(answer.message)) {
          wrong.push(`${operation.name}: ${answer.status} ${answer.code} ${answer.message}`);
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  it.each(VALIDATED)('may have members that the model does not know (%s)', async (service) => {
    const examples = new ExampleInputs(serviceModel(service));
    const wrong: string[] = [];
    for (const { operation } of of(service)) {
      const input = examples.minimal(operation.name);
      // Twice without, so that the third call finds what the second found.
      await client.call(service, operation.name, input);
      const known = await client.call(service, operation.name, input);
      const newer = await client.call(service, operation.name, { ...withUnknown(input), constructor: { name: 1 } });
      if (known.code !== newer.code || known.message !== newer.message) {
        wrong.push(`${operation.name}: ${known.code} ${known.message} and ${newer.code} ${newer.message}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** Error codes are written on the wire as the error's own facts say, but for a service that once had another wire. */
function codeOf(name: ServiceName, error: string): string {
  const { service, shapes } = serviceModel(name);
  return service.queryCompatible ? error : (shapes[error]?.error?.code ?? error);
}

/** The value with a member that nobody knows in every structure and map-free object of it. */
function withUnknown(value: unknown): Record<string, unknown> {
  const inside = (held: unknown): unknown => {
    if (Array.isArray(held)) return held.map(inside);
    // Without members it is as likely a map, in which everything is known.
    const isStructure = typeof held === 'object' && held !== null && Object.keys(held).length > 0;
    return isStructure && !(held instanceof Uint8Array) ? withUnknown(held) : held;
  };
  const known = Object.entries(value as Record<string, unknown>).map(([name, held]) => [name, inside(held)]);
  return { ...Object.fromEntries(known), NoSuchMember: { Nested: [1, null, { Deep: 'x' }] } };
}

/** Everything that is stored, apart from what the engine writes at any time. */
function rowsOf(server: WholeServer): Record<string, unknown> {
  const database = new DatabaseSync(join(server.dataDir, 'sagebrush.sqlite'), { readOnly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table' order by name").all();
    const names = tables.map((row) => String(Reflect.get(Object(row), 'name')));
    return Object.fromEntries(names.map((name) => [name, database.prepare(`select * from "${name}"`).all()]));
  } finally {
    database.close();
  }
}
