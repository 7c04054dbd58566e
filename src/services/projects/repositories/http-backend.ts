import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../../base/logger.ts';
import { CgiHeadReader } from './cgi-head.ts';
import { gitEnvironment, PUSH_BYTES_MAX } from './git-command.ts';

/** A client or a git that neither sends nor takes a byte for so long is given up. */
const IDLE_MS = 120_000;
/** A request is given up after so long, however busy it is: a push of 512 MB at 600 KB a second. */
const WHOLE_MS = 900_000;
const SAID_MAX = 2000;

/** One request for `git http-backend`. */
export interface BackendRequest {
  readonly root: string;
  /** Below the root: directory and service, for example `1234.git/info/refs`. */
  readonly path: string;
  readonly service: string | undefined;
  /** Who asks; git puts it into its log of references. */
  readonly user: string;
}

/**
 * Lets git answer a request. Resolves when both are at their end, to whether git ended well. What runs is git alone, with
 * settings of ours: the repository has no say in it.
 */
export function runHttpBackend(
  request: IncomingMessage,
  response: ServerResponse,
  backend: BackendRequest,
  logger: Logger,
  wholeMs = WHOLE_MS,
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('git', ['http-backend'], {
      env: gitEnvironment(cgiEnvironment(request, backend)),
      cwd: '/',
      stdio: ['pipe', 'pipe', 'pipe'],
      // With a group of its own, so that those that it starts end with it.
      detached: true,
    });
    const head = new CgiHeadReader();
    let said = '';
    let bytes = 0;
    let isCutOff = false;
    const cutOff = (status: number, why: string) => {
      if (isCutOff) return;
      isCutOff = true;
      logger.warn({ path: backend.path, why }, 'a git request was cut off');
      endGroup(child.pid);
      answerPlainly(response, status, why);
    };
    request.socket.setTimeout(IDLE_MS);
    const deadline = setTimeout(() => cutOff(408, 'the request takes too long'), wholeMs);
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > PUSH_BYTES_MAX) cutOff(413, `the request is larger than ${PUSH_BYTES_MAX} bytes`);
    });
    request.pipe(child.stdin);
    // A client that leaves is seen by the closing of its answer.
    request.on('error', () => {});
    response.on('error', () => {});
    // Git may answer before it has read all.
    child.stdin.on('error', () => request.unpipe(child.stdin).resume());
    response.on('close', () => {
      if (!response.writableFinished) cutOff(499, 'the client has left');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(0, SAID_MAX);
    });
    const begin = (chunk: Buffer) => {
      try {
        const found = head.push(chunk);
        if (!found) return;
        child.stdout.off('data', begin);
        response.writeHead(found.head.status, found.head.headers.flat());
        response.write(found.rest);
        child.stdout.pipe(response);
      } catch (error) {
        cutOff(502, (error as Error).message);
      }
    };
    child.stdout.on('data', begin);
    child.on('error', (error) => cutOff(503, `git can not be started: ${error.message}`));
    child.on('close', (exitCode) => {
      clearTimeout(deadline);
      request.socket.setTimeout(0);
      if (exitCode !== 0 && !isCutOff) logger.warn({ path: backend.path, exitCode, said }, 'git http-backend failed');
      if (!response.headersSent) answerPlainly(response, 502, 'git has not answered');
      resolve(exitCode === 0 && !isCutOff);
    });
  });
}

export function answerPlainly(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const body = `${text}\n`;
  const length = String(Buffer.byteLength(body));
  // What is still to come of the request's body is not waited for.
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'text/plain',
    'Content-Length': length,
    Connection: 'close',
  });
  response.end(body);
}

/** Only what git needs of the request; nothing of it becomes a variable by a name of the client's choice. */
function cgiEnvironment({ headers, method = 'GET' }: IncomingMessage, backend: BackendRequest): Record<string, string> {
  const { 'content-type': type = '', 'content-length': length, 'content-encoding': encoding } = headers;
  const protocol = headers['git-protocol'];
  return {
    GIT_PROJECT_ROOT: backend.root,
    GIT_HTTP_EXPORT_ALL: '1',
    GATEWAY_INTERFACE: 'CGI/1.1',
    REQUEST_METHOD: method,
    PATH_INFO: `/${backend.path}`,
    QUERY_STRING: backend.service === undefined ? '' : `service=${backend.service}`,
    REMOTE_USER: backend.user,
    REMOTE_ADDR: '127.0.0.1',
    CONTENT_TYPE: type,
    ...(length !== undefined && /^\d+$/.test(length) ? { CONTENT_LENGTH: length } : {}),
    ...(encoding === 'gzip' ? { HTTP_CONTENT_ENCODING: 'gzip' } : {}),
    ...(typeof protocol === 'string' && /^version=[012]$/.test(protocol) ? { GIT_PROTOCOL: protocol } : {}),
  };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
