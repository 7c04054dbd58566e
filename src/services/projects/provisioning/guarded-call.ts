import type { Authorise } from '../../../api/identity.ts';
import type { Call } from './project-call.ts';

/** What is there can be looked at, so that what was begun can be followed. */
const FOLLOWS = /^(?:Describe|Head|List)/;

/**
 * Calls that the policies of whoever they are made for decide about: a template can do no more than its maker, or the role
 * that was passed with it.
 */
export function guardedCall(call: Call, authorise: Authorise): Call {
  return async (service, operation, input, context) => {
    if (!FOLLOWS.test(operation)) await authorise(context.principal, service, operation, input, context);
    return call(service, operation, input, context);
  };
}
