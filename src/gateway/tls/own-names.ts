import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

export interface OwnNames {
  /** What the certificate of this machine is for. */
  readonly all: readonly [string, ...string[]];
  /** DNS names among them that the authority does not vouch for by itself. */
  readonly dns: readonly string[];
}

/** Longer names, and names of other characters, are none that a certificate can hold. */
const DNS_NAME = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/;
const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * What clients may call this machine, when the server listens at `host`: this name or address, those of every machine, and
 * where it listens everywhere all addresses that the machine has at its start.
 */
export function ownNames(host: string, machineAddresses: () => readonly string[] = addressesOfMachine): OwnNames {
  const name = host.toLowerCase().replace(/\.$/, '');
  const isName = isIP(name) === 0 && DNS_NAME.test(name);
  const addresses = WILDCARDS.has(name) ? machineAddresses() : isIP(name) === 0 ? [] : [name];
  const dns = isName && name !== 'localhost' ? [name] : [];
  const others = new Set(['127.0.0.1', '::1', ...dns, ...addresses.map((address) => address.replace(/%.*$/, ''))]);
  return { all: ['localhost', ...others], dns };
}

function addressesOfMachine(): string[] {
  return Object.values(networkInterfaces()).flatMap((entries = []) => entries.map(({ address }) => address));
}
