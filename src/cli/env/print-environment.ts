import { systemClock } from '../../base/clock.ts';
import { ConfigError } from '../../config/config-error.ts';
import { readCredentials, type StoredCredentials } from '../../config/credentials-file.ts';
import { defaultDataDir, tlsDirectory } from '../../config/directories.ts';
import { readSettings } from '../../config/read-settings.ts';
import type { Environment } from '../../config/settings.ts';
import { CertificateAuthority } from '../../gateway/tls/certificate-authority.ts';
import { OPEN_MODE_NOTICE } from '../open-mode-notice.ts';
import { type CommonOptions, settingSources } from '../setting-options.ts';
import { writeSdkDefaults, writeTrustedAuthorities } from './client-files.ts';
import { assumeExecutionRole } from './execution-role.ts';
import { ownProxyVariables, proxyVariables } from './proxy-variables.ts';
import { SHELLS, type ShellName } from './shells.ts';

export interface EnvironmentOptions extends CommonOptions {
  readonly shell: ShellName;
  readonly admin?: boolean;
  /** False when the shell's HTTPS must not go through the server. */
  readonly proxy: boolean;
}

type Variables = Record<string, string>;

/** Prints shell commands that point AWS clients at the server that last ran on a data directory. */
export async function printEnvironment(options: EnvironmentOptions): Promise<void> {
  const { shell: shellName, admin, proxy, ...common } = options;
  const sources = settingSources(common);
  const dataDir = readSettings(sources).dataDir ?? defaultDataDir(sources.environment);
  const stored = readCredentials(dataDir);
  if (stored?.endpoint === undefined) {
    throw new ConfigError(
      `No server has run on ${dataDir} yet. Start one with 'sagebrush serve', or name its --data-dir.`,
    );
  }
  const variables: Variables = {
    AWS_ENDPOINT_URL: stored.endpoint,
    ...(await keyVariables(stored, stored.endpoint, admin === true)),
    AWS_DEFAULT_REGION: stored.region,
    AWS_REGION: stored.region,
    SAGEMAKER_ADMIN_CONFIG_OVERRIDE: writeSdkDefaults(tlsDirectory(dataDir)),
    ...(proxy && stored.proxy !== undefined ? await publicNames(dataDir, stored.proxy, sources.environment) : {}),
  };
  // Standard output is what the shell runs.
  if (stored.open) process.stderr.write(`${OPEN_MODE_NOTICE.join('\n')}\n`);
  const shell = SHELLS[shellName];
  const lines = [
    shell.unset(misleading(sources.environment).filter((name) => !(name in variables))),
    ...Object.entries(variables).map(([name, value]) => shell.set(name, value)),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function keyVariables(stored: StoredCredentials, endpoint: string, admin: boolean): Promise<Variables> {
  if (admin) return { AWS_ACCESS_KEY_ID: stored.accessKeyId, AWS_SECRET_ACCESS_KEY: stored.secretAccessKey };
  try {
    const keys = await assumeExecutionRole(stored, endpoint);
    return {
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: keys.sessionToken,
    };
  } catch (error) {
    throw new ConfigError(
      `The server at ${endpoint} does not answer (${reasonOf(error)}). Start it with 'sagebrush serve', then do this ` +
        `again. The administrator's keys can be had without it: 'sagebrush env --admin'.`,
    );
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : message;
}

/** For clients that call AWS by its public names: a way to us, and the trust in our certificates. */
async function publicNames(dataDir: string, proxy: string, environment: Environment): Promise<Variables> {
  const directory = tlsDirectory(dataDir);
  const certificate = await new CertificateAuthority(directory, systemClock).certificate();
  const bundle = writeTrustedAuthorities(directory, certificate, environment['AWS_CA_BUNDLE']);
  return { ...proxyVariables(proxy, environment), AWS_CA_BUNDLE: bundle };
}

/** What a shell may have set for a real AWS account, and what would lead one service past this server. */
function misleading(environment: Environment): string[] {
  const endpoints = Object.keys(environment).filter((name) => name.startsWith('AWS_ENDPOINT_URL_'));
  return [
    ...['AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'],
    ...endpoints,
    ...ownProxyVariables(environment),
  ];
}
