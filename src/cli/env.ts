import { ConfigError } from '../config/config-error.ts';
import { readCredentials } from '../config/credentials-file.ts';
import { defaultDataDir } from '../config/directories.ts';
import { readSettings } from '../config/read-settings.ts';
import { type CommonOptions, settingSources } from './setting-options.ts';

/** Prints shell commands that point AWS clients at the server that last ran on a data directory. */
export function printEnvironment(options: CommonOptions): void {
  const sources = settingSources(options);
  const dataDir = readSettings(sources).dataDir ?? defaultDataDir(sources.environment);
  const credentials = readCredentials(dataDir);
  if (credentials?.endpoint === undefined) {
    throw new ConfigError(
      `No server has run on ${dataDir} yet. Start one with 'sagebrush serve', or name its --data-dir.`,
    );
  }
  const variables = {
    AWS_ENDPOINT_URL: credentials.endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_DEFAULT_REGION: credentials.region,
    AWS_REGION: credentials.region,
  };
  // A session token or profile of a real AWS account must not be mixed with these keys.
  process.stdout.write('unset AWS_SESSION_TOKEN AWS_PROFILE\n');
  for (const [name, value] of Object.entries(variables))
    process.stdout.write(`export ${name}=${quoteForShell(value)}\n`);
}

function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
