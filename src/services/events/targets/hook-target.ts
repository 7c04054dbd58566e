import { createHmac } from 'node:crypto';
import type { DeliveryTarget } from '../delivery-target.ts';
import { httpTarget } from './http-target.ts';

/** The HMAC-SHA256 of the body, as a hook's owner computes it to know that the platform has sent it. */
export function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** An HTTP hook. Its owner tells a repeated delivery by the event's `id`, which stays the same. */
export function hookTarget(url: string, secret: string, timeoutMs?: number): DeliveryTarget {
  return httpTarget({
    kind: 'hook',
    url,
    headersOf: (body) => ({ 'x-sagebrush-signature-256': signatureOf(body, secret) }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
}
