import { createHash } from 'node:crypto';

/** A URL is often a secret: its hash stands for it in rows, and its origin in logs. */
export function targetName(kind: string, address: string): string {
  return `${kind}:${createHash('sha256').update(address).digest('hex').slice(0, 16)}`;
}
