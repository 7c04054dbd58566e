import { createPrivateKey, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { NAME_CONSTRAINTS_OID, nameConstraints } from './name-constraints.ts';

/** A key and its certificate, both as PEM text. */
export interface KeyedCertificate {
  readonly key: string;
  readonly certificate: string;
}

const DAY_MS = 24 * 3600 * 1000;
const AUTHORITY_DAYS = 3650;
const SERVER_DAYS = 90;
/** Clocks of clients may lag behind ours. */
const LAG_MS = DAY_MS;

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;

/**
 * An authority that can vouch for these DNS names and those below them alone, so that its key is of little use to a
 * thief.
 */
export async function makeAuthority(dnsNames: readonly string[], nowMs: number): Promise<KeyedCertificate> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=Sagebrush local authority',
      keys,
      signingAlgorithm: SIGNING,
      ...validity(nowMs, AUTHORITY_DAYS),
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
        new Extension(NAME_CONSTRAINTS_OID, true, nameConstraints(dnsNames)),
      ],
    },
    webcrypto,
  );
  return { key: await keyText(keys.privateKey), certificate: certificate.toString('pem') };
}

export function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

/** A certificate of the keys for these DNS names and addresses, in a chain with the authority's. */
export async function makeServerCertificate(
  authority: KeyedCertificate,
  keys: webcrypto.CryptoKeyPair,
  names: readonly string[],
  nowMs: number,
): Promise<KeyedCertificate> {
  const issuer = new X509Certificate(authority.certificate);
  const certificate = await X509CertificateGenerator.create(
    {
      subject: `CN=Sagebrush`,
      issuer: issuer.subject,
      publicKey: keys.publicKey,
      signingKey: await signingKey(authority.key),
      signingAlgorithm: SIGNING,
      ...validity(nowMs, SERVER_DAYS),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(
          names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }) as const),
        ),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
        await AuthorityKeyIdentifierExtension.create(issuer),
      ],
    },
    webcrypto,
  );
  return { key: await keyText(keys.privateKey), certificate: certificate.toString('pem') };
}

function validity(nowMs: number, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(nowMs - LAG_MS), notAfter: new Date(nowMs + days * DAY_MS) };
}

async function keyText(key: webcrypto.CryptoKey): Promise<string> {
  return PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

function signingKey(pem: string): Promise<webcrypto.CryptoKey> {
  const key = createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' });
  return webcrypto.subtle.importKey('pkcs8', key, ALGORITHM, false, ['sign']);
}
