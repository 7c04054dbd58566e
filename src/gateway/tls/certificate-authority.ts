import { type webcrypto, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/clock.ts';
import { keepAuthorityFile, readAuthorityFile } from './authority-file.ts';
import type { KeyedCertificate } from './make-certificates.ts';
import { hasConstraint } from './name-constraints.ts';

const DAY_MS = 24 * 3600 * 1000;
/** Certificates are made anew when they have less than this left; clients of a renewed authority read it from its file. */
const AUTHORITY_LEFT_MS = 60 * DAY_MS;
const SERVER_LEFT_MS = 30 * DAY_MS;
const IDENTITIES_MAX = 128;
/** What every authority may vouch for. */
const DNS_NAMES = ['amazonaws.com', 'amazonaws.com.cn', 'localhost'];

/** What a TLS server presents. */
export interface ServerIdentity {
  /** The server's certificate and the authority's. */
  readonly cert: string;
  readonly context: SecureContext;
  readonly expiresAtMs: number;
}

/**
 * The local certificate authority of a data directory. It is made when it is first asked for; its key never leaves the
 * directory. Certificates of servers live in memory only.
 */
export class CertificateAuthority {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #ownNames: readonly string[];
  /** One pair for all servers: clients that no one knows yet may ask for any number of names. */
  #keys: Promise<webcrypto.CryptoKeyPair> | undefined;
  readonly #identities = new LRUCache<string, Promise<ServerIdentity>>({ max: IDENTITIES_MAX });

  /** `ownDnsNames`: more DNS names that it must be able to vouch for. An authority that can not is replaced. */
  constructor(directory: string, clock: Clock, ownDnsNames: readonly string[] = []) {
    this.#directory = directory;
    this.#clock = clock;
    this.#ownNames = ownDnsNames.filter((name) => !DNS_NAMES.some((base) => `.${name}`.endsWith(`.${base}`)));
  }

  /** The certificate that clients must trust, as PEM text. */
  async certificate(): Promise<string> {
    return (await this.#authority()).certificate;
  }

  /** What a TLS server presents under these names; the same object until it is renewed. They are known by their first. */
  async identityFor(names: readonly [string, ...string[]]): Promise<ServerIdentity> {
    const known = await this.#identities.get(names[0]);
    if (known && known.expiresAtMs - this.#clock.nowMs() > SERVER_LEFT_MS) return known;
    const made = this.#make(names);
    this.#identities.set(names[0], made);
    // What failed, for example for a full disk, is tried again by the next client.
    made.catch(() => this.#identities.delete(names[0]));
    return made;
  }

  async #make(names: readonly string[]): Promise<ServerIdentity> {
    const { makeKeys, makeServerCertificate } = await import('./make-certificates.ts');
    const authority = await this.#authority();
    this.#keys ??= makeKeys();
    const { key, certificate } = await makeServerCertificate(authority, await this.#keys, names, this.#clock.nowMs());
    const cert = `${certificate}\n${authority.certificate}\n`;
    return { cert, context: createSecureContext({ key, cert }), expiresAtMs: endOf(certificate) };
  }

  async #authority(): Promise<KeyedCertificate> {
    const text = await readAuthorityFile(this.#directory);
    const stored = text === undefined ? undefined : readAuthority(text);
    if (stored && this.#isGood(stored)) return stored;
    const { makeAuthority } = await import('./make-certificates.ts');
    const made = await makeAuthority([...DNS_NAMES, ...this.#ownNames], this.#clock.nowMs());
    const replaces = text !== undefined;
    const kept = await keepAuthorityFile(this.#directory, `${made.key}\n${made.certificate}\n`, replaces);
    return readAuthority(kept) ?? made;
  }

  #isGood({ certificate }: KeyedCertificate): boolean {
    if (endOf(certificate) - this.#clock.nowMs() <= AUTHORITY_LEFT_MS) return false;
    const { raw } = new X509Certificate(certificate);
    return this.#ownNames.every((name) => hasConstraint(raw, name));
  }
}

/** Undefined for a damaged file, which is replaced: nothing but certificates that are made again hangs on it. */
function readAuthority(text: string): KeyedCertificate | undefined {
  const key = blockOf('PRIVATE KEY', text);
  const certificate = blockOf('CERTIFICATE', text);
  if (key === undefined || certificate === undefined) return undefined;
  try {
    endOf(certificate);
    return { key, certificate };
  } catch {
    return undefined;
  }
}

function blockOf(label: string, text: string): string | undefined {
  return new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`).exec(text)?.[0];
}

function endOf(certificate: string): number {
  return Date.parse(new X509Certificate(certificate).validTo);
}
