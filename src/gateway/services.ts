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
import { type Family, familyOf } from './refusals.ts';
import { RestRoutes } from './rest-routes.ts';

export type Codecs = Readonly<Record<ServiceModel['service']['protocol'], Codec>>;

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

/** A service as the gateway sees it. */
export class GatewayService {
  readonly name: ServiceName;
  readonly model: ServiceModel;
  readonly family: Family;
  readonly codec: Codec;
  readonly #routes = new Map<string, Route>();
  #restRoutes: RestRoutes | undefined;

  constructor(name: ServiceName, codecs: Codecs) {
    this.name = name;
    this.model = serviceModel(name);
    this.family = familyOf(this.model);
    this.codec = codecs[this.model.service.protocol];
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
    const route = { service: this, operation, ...bodyFacts(this.model, operation), answersEvents: false };
    route.answersEvents = answersEvents(this.model, operation);
    this.#routes.set(operationName, route);
    return route;
  }
}

function bodyFacts(model: ServiceModel, operation: OperationFacts): Pick<Route, 'bodyKind' | 'bodyBytesMax'> {
  const memory = { bodyKind: 'memory', bodyBytesMax: MEMORY_BODY_BYTES_MAX } as const;
  const { protocol } = model.service;
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
      const { signingName, targetPrefix, protocol } = service.model.service;
      this.#bySigningName.set(signingName, [...(this.#bySigningName.get(signingName) ?? []), service]);
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
