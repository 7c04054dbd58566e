import type { ServiceName } from '../api/model.ts';
import type { OperationContext, Principal } from '../api/operation.ts';

/** Whether a principal may do what it asks. Rejects with the ServiceError that refuses it. */
export type Authorise = (
  principal: Principal,
  service: ServiceName,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  context: OperationContext,
) => Promise<void> | void;

/** Without policies, whoever has a key of an account may do everything in it. */
export const allowAll: Authorise = () => {};
