// The load, in a process of its own so that it never shares a thread with what it measures. Reads one JSON line
// { host, port, requests, connections, durationMs } from standard input; requests are whole HTTP/1.1 messages, base64.
// Prints { calls, durationMs, failures }.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const HEADER_END = Buffer.from('\r\n\r\n');
/** How long after the end an answer may still come. */
const ANSWER_MS_MAX = 5_000;
const { host, port, requests, connections, durationMs } = JSON.parse(await text(process.stdin));
const messages = requests.map((request) => Buffer.from(request, 'base64'));
let calls = 0;
let failures = 0;
let next = 0;

const startedAt = performance.now();
const endsAt = startedAt + durationMs;
await Promise.all(Array.from({ length: connections }, runConnection));
process.stdout.write(JSON.stringify({ calls, failures, durationMs: performance.now() - startedAt }));

/** One call after the other until the time is over; connects anew where the server closes after each answer. */
async function runConnection() {
  while (performance.now() < endsAt) {
    await new Promise((resolve) => {
      const socket = connect({ host, port, noDelay: true });
      const giveUp = setTimeout(
        () => socket.destroy(new Error('no answer')),
        endsAt + ANSWER_MS_MAX - performance.now(),
      );
      let received = Buffer.alloc(0);
      const send = () => socket.write(messages[next++ % messages.length]);
      socket.on('connect', send);
      socket.on('data', (chunk) => {
        received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
        const answer = readHead(received);
        if (answer === undefined || received.length < answer.length) return;
        if (answer.isOk) calls += 1;
        else failures += 1;
        received = received.subarray(answer.length);
        if (answer.closes || performance.now() >= endsAt) socket.end();
        else send();
      });
      socket.on('error', () => {
        failures += 1;
      });
      socket.on('close', () => {
        clearTimeout(giveUp);
        resolve();
      });
    });
  }
}

/** What the header of the answer at the front says, or undefined while it is not complete. */
function readHead(received) {
  const headerBytes = received.indexOf(HEADER_END);
  if (headerBytes < 0) return undefined;
  const header = received.subarray(0, headerBytes).toString('latin1');
  const contentLength = /^content-length: *(\d+)/im.exec(header)?.[1];
  if (contentLength === undefined) throw new Error(`an answer without Content-Length:\n${header}`);
  return {
    isOk: header.startsWith('200', 9),
    closes: header.startsWith('HTTP/1.0') || /^connection: *close/im.test(header),
    length: headerBytes + HEADER_END.length + Number(contentLength),
  };
}
