import type { OperationContext } from '../../../api/operation.ts';
import { ServiceError } from '../../../base/errors.ts';
import { logGroupOf, logStreamArn, logStreamOf } from '../endpoint-names.ts';
import type { ContainerAnswer, ContainerError } from './container-client.ts';
import type { Route, RouteTarget, RouteVariant } from './route-table.ts';

/** Bytes of the container's words that go into the error; a Message holds at most 2048 characters (service model). */
const WORDS_BYTES_MAX = 1024;

/** Where an invocation went. */
export interface Invoked {
  readonly route: Route;
  readonly variant: RouteVariant;
  readonly target: RouteTarget;
}

const TIMED_OUT =
  'Your invocation timed out while waiting for a response from container primary. Review the latency metrics for each container in Amazon CloudWatch, resolve the issue, and try again.';

/** The ModelError for an answer that is no success. */
export function errorOfAnswer(answer: ContainerAnswer, invoked: Invoked, context: OperationContext): ServiceError {
  const side = answer.status >= 400 && answer.status < 500 ? 'client' : 'server';
  const words = answer.body.subarray(0, WORDS_BYTES_MAX).toString('utf8');
  return modelError(side, answer.status, words, invoked, context);
}

/** The ModelError for a container that gave no answer. The service shows status 0 then. */
export function errorOfSilence(error: ContainerError, invoked: Invoked, context: OperationContext): ServiceError {
  const words = error.reason === 'timeout' || error.reason === 'unreachable' ? TIMED_OUT : error.message;
  return modelError('server', 0, words, invoked, context);
}

function modelError(
  side: 'client' | 'server',
  status: number,
  words: string,
  { route, variant, target }: Invoked,
  context: OperationContext,
): ServiceError {
  const message = `Received ${side} error (${status}) from primary with message "${words}". See the CloudWatch Logs group ${logGroupOf(route.endpointName)} in account ${context.account} for more information.`;
  const stream = logStreamOf({ variant: variant.name, instanceId: target.instanceId });
  return new ServiceError('ModelError', message, 424, {
    OriginalStatusCode: status,
    OriginalMessage: words,
    LogStreamArn: logStreamArn(context, route.endpointName, stream),
  });
}
