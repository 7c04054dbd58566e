import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { writeWhole } from '../../base/write-whole.ts';

/** Where Linux distributions keep the authorities that programs trust: Debian, Red Hat, SUSE. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
];

/**
 * Writes what AWS clients of a shell must trust: our authority, and those that they trusted before, because it takes
 * their place. Gives the file's path. `given` is the bundle that the shell has named so far.
 */
export function writeTrustedAuthorities(directory: string, certificate: string, given: string | undefined): string {
  const path = join(directory, 'ca-bundle.pem');
  const own = certificate.trim();
  if (given === path && readText(path)?.includes(own)) return path;
  const others = [given === path ? undefined : given, ...SYSTEM_BUNDLES].find((file) => file && existsSync(file));
  const trusted = (others && readText(others)) ?? rootCertificates.join('\n');
  keepFile(path, `${own}\n${trusted.trim()}\n`);
  return path;
}

/**
 * Defaults of the SageMaker Python SDK that stand behind the user's own: only that it does not tell Amazon about each
 * call. Gives the file's path.
 */
export function writeSdkDefaults(directory: string): string {
  const path = join(directory, 'sagemaker-sdk.yaml');
  keepFile(path, SDK_DEFAULTS);
  return path;
}

const SDK_DEFAULTS = `SchemaVersion: '1.0'
SageMaker:
  PythonSDK:
    Modules:
      TelemetryOptOut: true
`;

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Another shell may be reading it. */
function keepFile(path: string, text: string): void {
  if (readText(path) === text) return;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeWhole(path, text);
}
