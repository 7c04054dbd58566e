import { get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** A container must answer /ping within two seconds (developer guide). */
const PING_MS_MAX = 2000;
const PAUSE_MS = { first: 15, max: 150 } as const;

/** True when the container on this port answers 200. The body is not looked at. */
export function ping(port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/ping', agent: false, timeout: PING_MS_MAX, signal });
    const giveUp = setTimeout(() => request.destroy(), PING_MS_MAX);
    const settle = (good: boolean) => {
      clearTimeout(giveUp);
      request.destroy();
      resolve(good);
    };
    request.once('response', (response) => {
      response.resume();
      settle(response.statusCode === 200);
    });
    request.on('error', () => settle(false));
    request.once('timeout', () => settle(false));
    request.once('close', () => settle(false));
  });
}

/** Pings until the answer is good, `forMs` have passed, or `giveUp` says that there is nobody to wait for. */
export async function waitForPing(
  port: number,
  forMs: number,
  giveUp: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<boolean> {
  // Not AbortSignal.any with AbortSignal.timeout: Node 20 may collect the pair as garbage before the time is up.
  const ending = new AbortController();
  const end = () => ending.abort();
  const timer = setTimeout(end, forMs);
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  try {
    for (
      let pauseMs: number = PAUSE_MS.first;
      !ending.signal.aborted;
      pauseMs = Math.min(PAUSE_MS.max, pauseMs * 1.5)
    ) {
      if (await ping(port, ending.signal)) return true;
      if (await giveUp()) return false;
      await pause(pauseMs, undefined, { signal: ending.signal }).catch(() => undefined);
    }
    return false;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}
