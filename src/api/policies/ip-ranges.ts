import { BlockList, isIP } from 'node:net';

type Family = 'ipv4' | 'ipv6';

/** Whether addresses are in a range such as `203.0.113.0/24` or `2001:db8::/32`. What is no range holds no address. */
export function ipMatcher(range: string): (address: string) => boolean {
  const [network = '', bits] = range.trim().split('/');
  const family = familyOf(network);
  if (!family) return () => false;
  const bitsMax = family === 'ipv4' ? 32 : 128;
  const prefix = bits === undefined ? bitsMax : Number(bits);
  if (!/^\d{1,3}$/.test(bits ?? '0') || prefix > bitsMax) return () => false;
  const list = new BlockList();
  list.addSubnet(network, prefix, family);
  return (address) => {
    const plain = plainAddress(address);
    const given = familyOf(plain);
    return given === family && list.check(plain, family);
  };
}

/** A socket that takes both families tells an IPv4 caller as `::ffff:203.0.113.7`. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function familyOf(address: string): Family | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}
