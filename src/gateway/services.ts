import {
  type OperationFacts,
  SERVICES,
  type ServiceModel,
  type ServiceName,
  serviceModel,
  shapeOf,
} from '../api/model.ts';
import type { Codec } from './codec.ts';
import { FORM_BODY_BYTES_MAX, MEMORY_BODY_BYTES_MAX } from './limits.ts';
import { queryCompatible } from './query-compatible-codec.ts';
import { type Family, familyOf, type Protocol } from './refusals.ts';
import { RestRoutes } from './rest-routes.ts';

export type Codecs = Readonly<Record<Protocol, Codec>>;

/** An operation, with all that the gateway must know to carry a request to it. */
export interface Route {
  readonly service: GatewayService;
  readonly operation: OperationFacts;
  /** `none`: the operation takes no body. `stream`: it may be larger than memory. */
  readonly bodyKind: 'none' | 'memory' | 'stream';
  readonly bodyBytesMax: number;
  /** Its output is an event stream, which no codec of ours writes. */
  readonly answersEvents: boolean;
}

/** A service as the gateway sees it, on one of the wires that it is spoken on. */
export class GatewayService {
  readonly name: ServiceName;
  readonly model: ServiceModel;
  readonly family: Family;
  readonly codec: Codec;
  readonly #protocol: Protocol;
  readonly #routes = new Map<string, Route>();
  #restRoutes: RestRoutes | undefined;

  /** Without a protocol, the one that today's clients speak. */
  constructor(name: ServiceName, codecs: Codecs, protocol?: Protocol) {
    this.name = name;
    this.model = serviceModel(name);
    this.#protocol = protocol ?? this.model.service.protocol;
    this.family = familyOf(this.#protocol);
    const codec = codecs[this.#protocol];
    this.codec = this.keepsShapeNames ? queryCompatible(codec, this.model) : codec;
  }

  /** Its errors are known by the names of their shapes; their codes are told beside them. */
  get keepsShapeNames(): boolean {
    return this.model.service.queryCompatible === true && this.#protocol === 'json';
  }

  get restRoutes(): RestRoutes {
    this.#restRoutes ??= new RestRoutes(this.model);
    return this.#restRoutes;
  }

  /** Undefined for a name that the model does not have. */
  route(operationName: string): Route | undefined {
    const known = this.#routes.get(operationName);
    if (known) return known;
    if (!Object.hasOwn(this.model.operations, operationName)) return undefined;
    const operation = this.model.operations[operationName];
    if (!operation) return undefined;
    const route = {
      service: this,
      operation,
      ...bodyFacts(this.model, this.#protocol, operation),
      answersEvents: false,
    };
    route.answersEvents = answersEvents(this.model, operation);
    this.#routes.set(operationName, route);
    return route;
  }
}

function bodyFacts(
  model: ServiceModel,
  protocol: Protocol,
  operation: OperationFacts,
): Pick<Route, 'bodyKind' | 'bodyBytesMax'> {
  const memory = { bodyKind: 'memory', bodyBytesMax: MEMORY_BODY_BYTES_MAX } as const;
  if (protocol === 'query') return { bodyKind: 'memory', bodyBytesMax: FORM_BODY_BYTES_MAX };
  if (protocol === 'json') return memory;
  const input = operation.input ? shapeOf(model, operation.input.shape) : undefined;
  const members = Object.values(input?.members ?? {});
  const payload = input?.payload === undefined ? undefined : input.members?.[input.payload];
  if (payload) {
    const shape = shapeOf(model, payload.shape);
    if (shape.type !== 'blob') return memory;
    if (payload.streaming || shape.streaming) return { bodyKind: 'stream', bodyBytesMax: Number.POSITIVE_INFINITY };
    return { bodyKind: 'memory', bodyBytesMax: shape.max ?? MEMORY_BODY_BYTES_MAX };
  }
  return members.some((member) => member.location === undefined) ? memory : { bodyKind: 'none', bodyBytesMax: 0 };
}

function answersEvents(model: ServiceModel, operation: OperationFacts): boolean {
  if (!operation.output) return false;
  const members = Object.values(shapeOf(model, operation.output.shape).members ?? {});
  return members.some((member) => shapeOf(model, member.shape).eventstream === true);
}

/** The services of the server, by what tells them apart on one port. */
export class ServiceDirectory {
  readonly #bySigningName = new Map<string, GatewayService[]>();
  readonly #byTargetPrefix = new Map<string, GatewayService>();

  constructor(codecs: Codecs) {
    for (const name of SERVICES) {
      const service = new GatewayService(name, codecs);
      const { signingName, targetPrefix, protocol, queryCompatible: hasOldWire } = service.model.service;
      const wires = hasOldWire ? [service, new GatewayService(name, codecs, 'query')] : [service];
      this.#bySigningName.set(signingName, [...(this.#bySigningName.get(signingName) ?? []), ...wires]);
      if (protocol === 'json' && targetPrefix) this.#byTargetPrefix.set(targetPrefix, service);
    }
  }

  /** Several services may share a signing name: four sign as `sagemaker`. */
  signedAs(signingName: string): readonly GatewayService[] {
    return this.#bySigningName.get(signingName) ?? [];
  }

  /** `SageMaker` of `X-Amz-Target: SageMaker.ListTags`. */
  targeted(targetPrefix: string): GatewayService | undefined {
    return this.#byTargetPrefix.get(targetPrefix);
  }
}
