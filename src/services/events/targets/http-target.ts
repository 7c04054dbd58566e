import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Delivery, DeliveryTarget } from '../delivery-target.ts';
import { targetName } from './target-name.ts';

export interface HttpTargetOptions {
  /** Of the rows, for example `hook`. */
  readonly kind: string;
  readonly url: string;
  /** Headers of one delivery, for example its signature. */
  readonly headersOf: (body: string) => Readonly<Record<string, string>>;
  /** For a whole answer; 10 s unless a test is in a hurry. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
/** Bytes of an answer that are read, so that the connection can be used again. */
const ANSWER_BYTES_MAX = 64 * 1024;
const RETRY_AFTER_MS_MAX = 5 * 60_000;
/** Answers that say that this very body is wrong, and would be the next time. */
const REFUSALS: ReadonlySet<number> = new Set([400, 413, 414, 415, 422]);

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

/**
 * Posts each entry on its own. Redirects are not followed: they would take signed bodies to where nobody has sent them.
 * Any answer but 2xx and a refusal of the body is tried again.
 */
export function httpTarget(options: HttpTargetOptions): DeliveryTarget {
  const url = new URL(options.url);
  const isSecure = url.protocol === 'https:';
  const agent = isSecure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const post = (body: string, signal: AbortSignal) =>
    send(
      isSecure ? httpsRequest : httpRequest,
      { url, agent, timeoutMs: options.timeoutMs ?? TIMEOUT_MS },
      body,
      {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'sagebrush',
        ...options.headersOf(body),
      },
      signal,
    );
  return {
    name: targetName(options.kind, options.url),
    async deliver(_lane, entries, signal) {
      let refused = 0;
      for (const [done, { body }] of entries.entries()) {
        const outcome = await outcomeOf(
          onFreshConnection(() => post(body, signal)),
          url.origin,
        );
        if (outcome === 'refused') refused++;
        else if (outcome !== 'delivered') return { done, refused, failure: outcome };
      }
      return { done: entries.length, refused };
    },
    close: () => agent.destroy(),
  };
}

/** The other side had closed a kept connection just before it was used again. */
class StaleConnection extends Error {}

async function onFreshConnection(post: () => Promise<Answer>): Promise<Answer> {
  try {
    return await post();
  } catch (error) {
    if (error instanceof StaleConnection) return await post();
    throw error;
  }
}

type Outcome = 'delivered' | 'refused' | NonNullable<Delivery['failure']>;

async function outcomeOf(answering: Promise<Answer>, origin: string): Promise<Outcome> {
  let answer: Answer;
  try {
    answer = await answering;
  } catch (error) {
    return { reason: `${origin} gave no answer: ${error instanceof Error ? error.message : String(error)}` };
  }
  const { status, retryAfter } = answer;
  if (status >= 200 && status < 300) return 'delivered';
  if (REFUSALS.has(status)) return 'refused';
  const seconds = Number(retryAfter);
  const retryAfterMs =
    Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, RETRY_AFTER_MS_MAX) : undefined;
  const hint = status >= 300 && status < 400 ? ', and redirects are not followed' : '';
  return { reason: `${origin} answered with ${status}${hint}`, ...(retryAfterMs && { retryAfterMs }) };
}

function send(
  request: typeof httpRequest,
  to: { readonly url: URL; readonly agent: HttpAgent; readonly timeoutMs: number },
  body: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timeLimit = AbortSignal.timeout(to.timeoutMs);
    const options = { method: 'POST', agent: to.agent, headers, signal: AbortSignal.any([signal, timeLimit]) };
    const sending = request(to.url, options, (response) => {
      drain(response).then(
        () => resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] }),
        reject,
      );
    });
    sending.on('error', (error: NodeJS.ErrnoException) => {
      if (timeLimit.aborted) reject(new Error(`no answer in ${to.timeoutMs} ms`));
      else reject(sending.reusedSocket && error.code === 'ECONNRESET' ? new StaleConnection(error.message) : error);
    });
    sending.end(body);
  });
}

/** Reads an answer to its end, or closes one that does not end. */
async function drain(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  for await (const chunk of response) {
    bytes += (chunk as Buffer).length;
    if (bytes > ANSWER_BYTES_MAX) {
      response.destroy();
      return;
    }
  }
}
