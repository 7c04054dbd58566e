import { invalidParameter } from './queue-errors.ts';

const TAGS_MAX = 50;
const KEY_MAX = 128;
const VALUE_MAX = 256;

/** Throws for tags that SQS does not take. */
export function checkQueueTags(tags: Readonly<Record<string, string>>): void {
  const entries = Object.entries(tags);
  if (entries.length > TAGS_MAX) throw invalidParameter(`Too many tags added for queue. Limit is ${TAGS_MAX}.`);
  for (const [key, value] of entries) {
    if (key === '' || key.length > KEY_MAX || /^aws:/i.test(key)) {
      throw invalidParameter(
        `Tag key '${key.slice(0, KEY_MAX)}' is not valid: 1 to ${KEY_MAX} characters, not beginning with aws:.`,
      );
    }
    if (value.length > VALUE_MAX) throw invalidParameter(`Tag value exceeds the maximum length of ${VALUE_MAX}.`);
  }
}
