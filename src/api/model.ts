import { readFileSync } from 'node:fs';
import { InvariantError } from '../base/errors.ts';

/** The services whose facts the generator writes to api/generated. */
export const SERVICES = [
  'sagemaker',
  'sagemaker-runtime',
  'sagemaker-featurestore-runtime',
  'sagemaker-metrics',
  's3',
  'sts',
  'iam',
  'logs',
  'sqs',
  'organizations',
  'cloudwatch',
] as const;
export type ServiceName = (typeof SERVICES)[number];

export interface MemberFacts {
  readonly shape: string;
  readonly location?: 'header' | 'headers' | 'uri' | 'querystring' | 'statusCode';
  readonly locationName?: string;
  readonly idempotencyToken?: boolean;
  readonly flattened?: boolean;
  readonly streaming?: boolean;
  readonly xmlAttribute?: boolean;
  readonly xmlNamespace?: { readonly uri: string; readonly prefix?: string };
}

export interface ShapeFacts {
  readonly type:
    | 'structure'
    | 'list'
    | 'map'
    | 'string'
    | 'character'
    | 'blob'
    | 'boolean'
    | 'integer'
    | 'long'
    | 'float'
    | 'double'
    | 'timestamp';
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, MemberFacts>>;
  readonly member?: MemberFacts;
  readonly key?: MemberFacts;
  readonly value?: MemberFacts;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly sensitive?: boolean;
  readonly payload?: string;
  readonly flattened?: boolean;
  readonly locationName?: string;
  readonly timestampFormat?: 'iso8601' | 'rfc822' | 'unixTimestamp';
  readonly streaming?: boolean;
  readonly eventstream?: boolean;
  readonly exception?: boolean;
  readonly union?: boolean;
  readonly xmlNamespace?: { readonly uri: string; readonly prefix?: string };
  readonly error?: { readonly httpStatusCode?: number; readonly code?: string };
}

export interface OperationFacts {
  readonly name: string;
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: {
    readonly shape: string;
    readonly locationName?: string;
    readonly xmlNamespace?: { readonly uri: string };
  };
  readonly output?: { readonly shape: string; readonly locationName?: string };
  readonly errors: readonly string[];
}

export interface ServiceModel {
  readonly name: ServiceName;
  readonly service: {
    readonly apiVersion: string;
    readonly protocol: 'json' | 'rest-json' | 'query' | 'rest-xml';
    readonly jsonVersion?: string;
    readonly targetPrefix?: string;
    readonly serviceId: string;
    readonly signingName: string;
    readonly xmlNamespace?: string;
    /** Its older clients speak query, and its errors have a second name from then. */
    readonly queryCompatible?: boolean;
  };
  readonly operations: Readonly<Record<string, OperationFacts>>;
  readonly shapes: Readonly<Record<string, ShapeFacts>>;
}

const loaded = new Map<ServiceName, ServiceModel>();

/** The facts of a service, read from api/generated at first use. */
export function serviceModel(name: ServiceName): ServiceModel {
  let model = loaded.get(name);
  if (!model) {
    model = readModel(name);
    loaded.set(name, model);
  }
  return model;
}

/** The facts of a shape that the model refers to. */
export function shapeOf(model: ServiceModel, shapeName: string): ShapeFacts {
  const shape = model.shapes[shapeName];
  if (!shape) throw new InvariantError(`the model of ${model.name} has no shape ${shapeName}`);
  return shape;
}

function readModel(name: ServiceName): ServiceModel {
  const facts = readFacts<Pick<ServiceModel, 'service' | 'operations'>>(`${name}.json`);
  const operations = Object.entries(facts.operations).map(([operation, rest]) => [
    operation,
    { ...rest, name: operation },
  ]);
  let shapes: ServiceModel['shapes'] | undefined;
  return {
    name,
    service: facts.service,
    operations: Object.fromEntries(operations),
    // Most of the facts are shapes, and most services of a server are never asked.
    get shapes() {
      shapes ??= readFacts<Pick<ServiceModel, 'shapes'>>(`${name}.shapes.json`).shapes;
      return shapes;
    },
  };
}

function readFacts<Facts>(file: string): Facts {
  return JSON.parse(readFileSync(new URL(`./generated/${file}`, import.meta.url), 'utf8')) as Facts;
}
