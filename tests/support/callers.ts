import type { Handlers, Operation, OperationContext, OperationShapes } from '../../src/api/operation.ts';
import type { Clock } from '../../src/base/clock.ts';
import { newUuid } from '../../src/base/ids.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-west-2';

/** The administrator's call, unless members say otherwise. */
export function callContext(members: Partial<OperationContext> = {}): OperationContext {
  return {
    account: ACCOUNT,
    region: REGION,
    principal: { kind: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/admin`, account: ACCOUNT, principalId: 'AIDAADMIN' },
    requestId: newUuid(),
    endpoint: 'http://127.0.0.1:0',
    ...members,
  };
}

/** Calls a domain's operations as a client would, without the wire. */
export function caller<Operations extends OperationShapes<Operations>>(handlers: Handlers<Operations>) {
  return async <Name extends keyof Operations & string>(
    name: Name,
    input: Operations[Name]['input'],
    context: OperationContext = callContext(),
  ): Promise<Operations[Name]['output']> => {
    const operation = handlers[name] as Operation<Operations[Name]['input'], Operations[Name]['output']> | undefined;
    if (!operation) throw new Error(`${name} is not handled`);
    return operation(input, context);
  };
}

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  #nowMs: number;

  constructor(nowMs = 1_700_000_000_000) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }
}
