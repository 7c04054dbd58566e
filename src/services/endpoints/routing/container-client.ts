import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';

export interface ContainerRequest {
  readonly port: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Uint8Array;
}

export interface ContainerAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Why a container gave no answer. */
export class ContainerError extends Error {
  /** `unreachable`: nothing of the request was taken, another instance may be asked. */
  readonly reason: 'unreachable' | 'timeout' | 'broken' | 'too-large';

  constructor(reason: ContainerError['reason'], message: string) {
    super(message);
    this.name = 'ContainerError';
    this.reason = reason;
  }
}

/** Largest answer (developer guide, InvokeEndpoint). */
const ANSWER_BYTES_MAX = 6_291_456;

/** Sends invocations to containers over connections that stay open. */
export class ContainerClient {
  readonly #agent = new Agent({ keepAlive: true, scheduling: 'lifo', maxFreeSockets: 256 });
  readonly #timeoutMs: number;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** The container's answer, whatever its status. Throws ContainerError. */
  invoke(invocation: ContainerRequest): Promise<ContainerAnswer> {
    return this.#send(invocation, true);
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(invocation: ContainerRequest, mayRepeat: boolean): Promise<ContainerAnswer> {
    return new Promise((resolve, reject) => {
      const sending = request({
        agent: this.#agent,
        host: '127.0.0.1',
        port: invocation.port,
        method: 'POST',
        path: '/invocations',
        headers: { ...invocation.headers, 'content-length': invocation.body.length },
      });
      const timer = setTimeout(() => {
        sending.destroy(new ContainerError('timeout', 'the container took too long to answer'));
      }, this.#timeoutMs);
      const fail = (error: Error) => {
        clearTimeout(timer);
        const known = error instanceof ContainerError ? error : asContainerError(error);
        // A kept connection may have been closed by the container just as it was used: then nothing was taken of it.
        if (mayRepeat && sending.reusedSocket && known.reason === 'broken') resolve(this.#send(invocation, false));
        // A container that is gone when it is asked again may well have died of the request: no other one is to get it.
        else reject(mayRepeat || known.reason !== 'unreachable' ? known : new ContainerError('broken', known.message));
      };
      sending.on('error', fail);
      sending.on('response', (response) => {
        readBody(response).then((body) => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        }, fail);
      });
      sending.end(invocation.body);
    });
  }
}

function readBody(response: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > ANSWER_BYTES_MAX) {
        reject(new ContainerError('too-large', `the answer is larger than ${ANSWER_BYTES_MAX} bytes`));
        response.destroy();
      }
    });
    response.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bytes)));
    response.on('error', reject);
    response.on('close', () => {
      if (!response.complete) reject(new ContainerError('broken', 'the container broke off its answer'));
    });
  });
}

function asContainerError(error: NodeJS.ErrnoException): ContainerError {
  const unreachable = error.code === 'ECONNREFUSED' || error.code === 'EADDRNOTAVAIL';
  return new ContainerError(unreachable ? 'unreachable' : 'broken', error.message);
}
