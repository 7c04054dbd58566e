import { ServiceError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Exchange } from './exchange.ts';
import { refuse } from './refusals.ts';
import type { GatewayService } from './services.ts';

/**
 * What a client is told of a fault. Modelled errors get the code and the status that the model gives them; whatever is
 * not a ServiceError is our own fault, told in the log and hidden from the client.
 */
export function toServiceError(fault: unknown, exchange: Exchange, logger: Logger): ServiceError {
  if (!(fault instanceof ServiceError)) {
    const { requestId, head } = exchange;
    logger.error({ requestId, method: head.method, path: head.rawPath, err: fault }, 'a request failed by our fault');
    return refuse('internalFailure', exchange.family);
  }
  return exchange.service ? asModelled(fault, exchange.service) : fault;
}

const DEFAULT_STATUS = 400;

/** Handlers name an error by its shape or by its code; clients know it by its code. A status of its own is kept. */
function asModelled(error: ServiceError, service: GatewayService): ServiceError {
  const facts = service.model.shapes[error.code]?.error;
  if (!facts) return error;
  const code = service.keepsShapeNames ? error.code : (facts.code ?? error.code);
  const status = error.status === DEFAULT_STATUS ? (facts.httpStatusCode ?? error.status) : error.status;
  if (code === error.code && status === error.status) return error;
  return new ServiceError(code, error.message, status, error.members);
}
