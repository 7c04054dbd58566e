import { invalidParameter } from './log-errors.ts';

/** Says whether a message is wanted. */
export type MessageFilter = (message: string) => boolean;

/**
 * The unstructured filter patterns of CloudWatch Logs: terms that must all be there, `?term` of which one must, `-term`
 * that must not, `"several words"`. Case counts. JSON, space-delimited and regular expression patterns are refused.
 */
export function messageFilter(pattern = ''): MessageFilter {
  if (/^\s*[{[%]/.test(pattern)) {
    throw invalidParameter('JSON, space-delimited and regular expression filter patterns are not supported.');
  }
  const terms = [...pattern.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map((match) => ({
    sign: match[1] ?? '',
    text: match[2]?.replaceAll(/\\(.)/g, '$1') ?? match[3] ?? '',
  }));
  const texts = (sign: string) => terms.filter((term) => term.sign === sign).map((term) => term.text);
  const [all, some, none] = [texts(''), texts('?'), texts('-')];
  return (message) =>
    all.every((text) => message.includes(text)) &&
    (some.length === 0 || all.length > 0 || some.some((text) => message.includes(text))) &&
    !none.some((text) => message.includes(text));
}
