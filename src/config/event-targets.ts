import { isAbsolute } from 'node:path';

const QUEUE = /^sqs:[\w-]{1,75}(\w{0,5}|\.fifo)$/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** A comma may be part of a URL. */
const SEPARATOR = /,(?=sqs:|https?:\/\/)/;

/** `sqs:<queue>`, `https://…`, or `http://` of this machine: signed bodies do not go over a network in the open. */
export function parseEventTargets(text: string): string | undefined {
  const targets = splitEventTargets(text);
  return targets.length > 0 && targets.every(isEventTarget) ? text : undefined;
}

export const splitEventTargets = (text = '') => text.split(SEPARATOR).filter(Boolean);

export const isHook = (target: string) => !target.startsWith('sqs:');

function isEventTarget(target: string): boolean {
  if (QUEUE.test(target)) return true;
  const url = urlOf(target);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
}

/** `file:<absolute path>` or the URL of a server that takes OpenLineage. */
export function parseOpenLineageTarget(text: string): string | undefined {
  if (text.startsWith('file:')) return isAbsolute(text.slice('file:'.length)) ? text : undefined;
  const protocol = urlOf(text)?.protocol;
  return protocol === 'http:' || protocol === 'https:' ? text : undefined;
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
