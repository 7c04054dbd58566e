import type { SigningCredential } from '../api/identity.ts';
import { ServiceError } from '../base/errors.ts';
import type { Caller } from './authenticate.ts';
import type { Exchange } from './exchange.ts';

/** Names under which a program on this machine reaches the server; AWS's own by way of the server's proxy. */
const LOCAL_HOST =
  /^(?:(?:[a-z0-9.-]+\.)?localhost|127\.[0-9.]+|\[::1\]|(?:[a-z0-9.-]+\.)?amazonaws\.com(?:\.cn)?|api\.aws)(?::\d+)?$/i;

/** What a web page can make a browser do without asking the server first: nothing that changes anything. */
const PRESIGNED_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT']);

/**
 * In open mode, whoever is not believed is taken for the administrator, whatever is wrong with the signature. A signature
 * there must be all the same: a page in a browser of this machine can send requests here, but none with the header of a
 * signature, and none under a name of this machine.
 */
export async function takeAnybody(
  believed: Promise<Caller>,
  exchange: Exchange,
  administrator: SigningCredential,
): Promise<Caller> {
  try {
    return await believed;
  } catch (fault) {
    const { claim } = exchange;
    if (!(fault instanceof ServiceError) || !claim || claim.form === 'broken' || !isFromHere(exchange)) throw fault;
    return { credential: administrator, region: claim.region };
  }
}

function isFromHere({ claim, head, family }: Exchange): boolean {
  if (!LOCAL_HOST.test(head.host)) return false;
  return claim?.form === 'header' || (family === 's3' && PRESIGNED_METHODS.has(head.method));
}
