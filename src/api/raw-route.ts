import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientFacts } from './operation.ts';

/**
 * Paths that speak no protocol of AWS, such as git's smart HTTP. Requests without an AWS signature are theirs if they
 * say so; who is asking, they find out themselves.
 */
export interface RawRoute {
  /** Called for every request without a signature: must be fast. */
  accepts(rawPath: string): boolean;
  /** Answers, whatever happens. `rawPath` and `rawQuery` are as on the wire, the latter without its question mark. */
  serve(
    request: IncomingMessage,
    response: ServerResponse,
    rawPath: string,
    rawQuery: string,
    client: ClientFacts,
  ): Promise<void>;
}
