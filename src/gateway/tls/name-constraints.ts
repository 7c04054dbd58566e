import { Buffer } from 'node:buffer';

/** RFC 5280, section 4.2.1.10. */
export const NAME_CONSTRAINTS_OID = '2.5.29.30';

const SEQUENCE = 0x30;
/** `[0]` of NameConstraints: the permitted names. */
const PERMITTED = 0xa0;
/** `[2]` and `[7]` of GeneralName. */
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/** An address range that holds all of its kind: zeros for the address and for the mask. */
const ANY_IPV4 = Buffer.alloc(8);
const ANY_IPV6 = Buffer.alloc(32);

/** The extension's value: certificates may be made for these DNS names, names below them, and any address. */
export function nameConstraints(dnsNames: readonly string[]): Buffer {
  const addresses = [ANY_IPV4, ANY_IPV6].map((any) => encode(SEQUENCE, encode(IP_ADDRESS, any)));
  return encode(SEQUENCE, encode(PERMITTED, Buffer.concat([...dnsNames.map(dnsSubtree), ...addresses])));
}

/** Whether an authority of ours, as DER, has the DNS name among its constraints. It names DNS names nowhere else. */
export function hasConstraint(authority: Buffer, dnsName: string): boolean {
  return authority.includes(dnsSubtree(dnsName));
}

function dnsSubtree(name: string): Buffer {
  return encode(SEQUENCE, encode(DNS_NAME, Buffer.from(name, 'latin1')));
}

function encode(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

/** Under 128 as it is, above it in two bytes: what we encode stays below 64 KiB. */
function lengthOf(bytes: number): Buffer {
  return bytes < 128 ? Buffer.from([bytes]) : Buffer.from([0x82, bytes >> 8, bytes & 0xff]);
}
