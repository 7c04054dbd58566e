import { InvariantError, ServiceError } from '../base/errors.ts';
import type { Authorise } from './identity.ts';
import { type OperationFacts, type ServiceModel, type ServiceName, serviceModel } from './model.ts';
import type { Operation, OperationContext } from './operation.ts';
import type { ServiceOperations } from './service-operations.ts';
import { Validator } from './validator.ts';

type AnyInput = Record<string, unknown>;
type AnyOperation = Operation<AnyInput, AnyInput>;

interface Service {
  readonly model: ServiceModel;
  readonly validator: Validator;
  readonly handlers: Map<string, AnyOperation>;
}

const FOLLOWS = /^(?:Describe|Stop)/;

/** The operations that the server can do: the handlers of the domains, under the names that the model gives them. */
export class OperationRegistry {
  readonly #services = new Map<ServiceName, Service>();

  /**
   * Adds handlers of a service. Throws InvariantError, and so stops the boot, for a name that the model does not have and
   * for a name that has a handler already.
   */
  add<Name extends ServiceName>(service: Name, handlers: ServiceOperations[Name]['handlers']): this {
    const { model, handlers: known } = this.#service(service);
    for (const [name, handler] of Object.entries(handlers)) {
      if (!handler) continue;
      if (!Object.hasOwn(model.operations, name)) throw new InvariantError(`${service} has no operation ${name}`);
      if (known.has(name)) throw new InvariantError(`${service} ${name} has two handlers`);
      known.set(name, handler as AnyOperation);
    }
    return this;
  }

  /** Names of the operations that have a handler. */
  implemented(service: ServiceName): readonly string[] {
    return [...this.#service(service).handlers.keys()].sort();
  }

  /** The handler of an operation. Throws NotImplemented when the model has the operation and we don't. */
  handler(service: ServiceName, operation: string): AnyOperation {
    const handler = this.#service(service).handlers.get(operation);
    if (!handler) throw notImplemented(service, operation);
    return handler;
  }

  /** Throws what a client sees for an input that the model does not allow. */
  validate(service: ServiceName, operation: OperationFacts, input: AnyInput): void {
    this.#service(service).validator.validate(operation, input);
  }

  /** Calls an operation as a client's request would: validated first. */
  async invoke(service: ServiceName, operation: string, input: AnyInput, context: OperationContext): Promise<AnyInput> {
    const handler = this.handler(service, operation);
    const facts = this.#service(service).model.operations[operation];
    if (!facts) throw new InvariantError(`${service} has no operation ${operation}`);
    this.validate(service, facts, input);
    return handler(input, context);
  }

  /** Calls to one service from inside the server. May be handed out before the handlers are added. */
  invoker<Name extends ServiceName>(service: Name): ServiceOperations[Name]['invoker'] {
    const invoke = (operation: string, input: AnyInput, context: OperationContext) =>
      this.invoke(service, operation, input, context);
    // The handlers were added under the same types, so what comes back is what the caller's types say.
    return { invoke } as ServiceOperations[Name]['invoker'];
  }

  /**
   * Like `invoker`, for who acts in somebody's name: what makes or changes something is decided by the policies of the
   * context's principal. Describe and Stop are not, since a controller must be able to follow and to end what it made.
   */
  guardedInvoker<Name extends ServiceName>(service: Name, authorise: Authorise): ServiceOperations[Name]['invoker'] {
    const invoke = async (operation: string, input: AnyInput, context: OperationContext) => {
      if (!FOLLOWS.test(operation)) await authorise(context.principal, service, operation, input, context);
      return this.invoke(service, operation, input, context);
    };
    return { invoke } as ServiceOperations[Name]['invoker'];
  }

  #service(name: ServiceName): Service {
    let service = this.#services.get(name);
    if (!service) {
      const model = serviceModel(name);
      service = { model, validator: new Validator(model), handlers: new Map() };
      this.#services.set(name, service);
    }
    return service;
  }
}

/** The answer to an operation that AWS has and this server has not. */
export function notImplemented(service: ServiceName, operation: string): ServiceError {
  const text = `${service} ${operation} is not implemented by Sagebrush. See docs/reference/coverage.md for what is.`;
  return new ServiceError('NotImplemented', text, 501);
}
