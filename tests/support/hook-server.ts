import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HookCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that takes posts and answers as it is told. */
export interface HookServer {
  readonly url: string;
  /** Every call so far, answered well or not. */
  readonly calls: HookCall[];
  /** How the next calls are answered; 200 until it is set. */
  answer: { readonly status: number; readonly headers?: Readonly<Record<string, string>> };
  /** Closes what clients keep open. */
  dropConnections(): void;
  close(): Promise<void>;
}

export async function startHookServer(port = 0): Promise<HookServer> {
  const calls: HookCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      calls.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(hook.answer.status, hook.answer.headers).end('noted');
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const hook: HookServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    answer: { status: 200 },
    dropConnections: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return hook;
}
