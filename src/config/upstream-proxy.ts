import type { Environment } from './settings.ts';

/** The user name in the URL of a proxy that is a Sagebrush server. */
export const PROXY_USER = 'sagebrush';

const VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];

/**
 * The proxy that this machine reaches others through, as its programs are told it. A Sagebrush server is never meant: a
 * shell that was pointed at one would otherwise make the next one lead to itself.
 */
export function proxyOfMachine(environment: Environment): string | undefined {
  const given = VARIABLES.map((name) => environment[name]).find(Boolean);
  if (given === undefined) return undefined;
  const url = parseUrl(given);
  if (url === undefined || !/^https?:$/.test(url.protocol) || isOwnProxy(given)) return undefined;
  return url.href;
}

export function isOwnProxy(text: string): boolean {
  return parseUrl(text)?.username === PROXY_USER;
}

/** Proxies are often named without their protocol. */
function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text.includes('://') ? text : `http://${text}`);
  } catch {
    return undefined;
  }
}
