import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HostGrant } from '../../api/identity.ts';

/** What one kind of signature must never be taken for another. */
const PURPOSE = 'host credentials\0';

/**
 * Tokens by which hosts ask for keys of their role. They name what they are for and are signed, so nothing is kept: a host
 * that was started before the server was killed goes on with its token. A token alone is no key: it is good for as long as
 * its owner is at work.
 */
export class HostTokens {
  readonly #secret: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  seal({ roleArn, sessionName, ownerArn, account, region }: HostGrant): string {
    const payload = Buffer.from(JSON.stringify([roleArn, sessionName, ownerArn, account, region]));
    return `${payload.toString('base64url')}.${this.#sign(payload).toString('base64url')}`;
  }

  /** Undefined for a token that this server did not make. */
  open(token: string): HostGrant | undefined {
    const [text = '', signature = ''] = token.split('.');
    const payload = Buffer.from(text, 'base64url');
    const given = Buffer.from(signature, 'base64url');
    const expected = this.#sign(payload);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const [roleArn, sessionName, ownerArn, account, region] = JSON.parse(payload.toString()) as string[];
    return {
      roleArn: roleArn ?? '',
      sessionName: sessionName ?? '',
      ownerArn: ownerArn ?? '',
      account: account ?? '',
      region: region ?? '',
    };
  }

  #sign(payload: Uint8Array): Buffer {
    return createHmac('sha256', this.#secret).update(PURPOSE).update(payload).digest();
  }
}
