import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { ConfigError } from '../config/config-error.ts';
import { SETTINGS } from '../config/settings.ts';
import type { EnvironmentOptions } from './env/print-environment.ts';
import { identityCommands } from './identity/identity-commands.ts';
import { type CommonOptions, FILE_FLAG, settingOption } from './setting-options.ts';

/**
 * The command line. Commands load their code when they are called, so that none pays for another's.
 * `argv` is the process's: the interpreter and the script come first.
 */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`sagebrush: ${error.message}\n`);
    process.exitCode = 1;
  }
}

function createProgram(): Command {
  const program = new Command('sagebrush')
    .version(readVersion(), '--version', 'print the version')
    .description('A self-hosted machine-learning platform that speaks the SageMaker API and really runs the work.')
    .helpCommand(false)
    .showHelpAfterError('Run it with --help to see what it accepts.')
    .addHelpText(
      'after',
      '\nStart here:\n  sagebrush doctor    what this machine can run\n  sagebrush demo      a model from raw data to an endpoint, in half a minute once set up\n  sagebrush serve     a server for your own work',
    );
  const commands = [serveCommand(), envCommand(), demoCommand(), doctorCommand(), ...identityCommands()];
  for (const command of commands) program.addCommand(command);
  return program;
}

/** Of the package that this file is part of. */
function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}

function serveCommand(): Command {
  const command = new Command('serve').description('Start the server and run until Ctrl-C or SIGTERM.');
  addServerOptions(command);
  return command
    .addHelpText(
      'after',
      `
Settings without a flag:
  ${SETTINGS.accessKeyId.variable}, ${SETTINGS.secretAccessKey.variable}
      the administrator's key; made at the first start when not given
  ${SETTINGS.upstreamProxy.variable}
      the proxy to reach others through, for clients that use this server as theirs; default: HTTPS_PROXY
  ${SETTINGS.databaseUrl.variable}
      a PostgreSQL database, for example postgres://sagebrush@db/sagebrush
  ${SETTINGS.eventsSecret.variable}
      signs what HTTP hooks get; needed with one
  ${SETTINGS.openlineageApiKey.variable}
      sent to the OpenLineage server as a bearer token

Examples:
  sagebrush serve
  sagebrush serve --port 0 --data-dir /srv/sagebrush
  SAGEBRUSH_LOG_LEVEL=debug sagebrush serve --log-format json`,
    )
    .action(async (options: CommonOptions) => (await import('./serve.ts')).serve(options));
}

function envCommand(): Command {
  return new Command('env')
    .description('Print the variables that point any AWS client at the server.')
    .addOption(settingOption('dataDir', 'directory', 'data directory of the server'))
    .addOption(new Option('--shell <name>', 'whose commands to print').choices(['sh', 'fish']).default('sh'))
    .addOption(new Option('--admin', "the administrator's keys, which may also change users, roles and keys"))
    .addOption(
      new Option('--no-proxy', "leave the shell's HTTPS alone; the SageMaker Python SDK cannot reach STS then"),
    )
    .addHelpText(
      'after',
      `
The keys are those of the account's execution role and last twelve hours, as in a SageMaker notebook.

Examples:
  eval "$(sagebrush env)"
  sagebrush env --shell fish | source
  eval "$(sagebrush env --admin)"`,
    )
    .action(async (options: EnvironmentOptions) =>
      (await import('./env/print-environment.ts')).printEnvironment(options),
    );
}

function demoCommand(): Command {
  return new Command('demo')
    .description('Run examples/quickstart against a server of its own: pipeline, registry, endpoint, and a kill -9.')
    .addOption(settingOption('dataDir', 'directory', 'data directory of the demo; default: "demo" in the usual one'))
    .addOption(settingOption('cacheDir', 'directory', 'where runtimes are built'))
    .addOption(settingOption('python', 'interpreter', 'Python to build the runtime with'))
    .addOption(new Option('--keep', 'leave the server and the endpoint running at the end, until Ctrl-C'))
    .addHelpText('after', '\nExamples:\n  sagebrush demo\n  sagebrush demo --keep')
    .action(async (options: CommonOptions & { keep?: boolean }) => (await import('./demo.ts')).runDemo(options));
}

function doctorCommand(): Command {
  const command = new Command('doctor').description('Say what this machine can run, and how to mend what it cannot.');
  addServerOptions(command);
  return command
    .addHelpText('after', '\nIts exit code is 1 when jobs cannot run.')
    .action(async (options: CommonOptions) => (await import('./doctor.ts')).runDoctor(options));
}

function addServerOptions(command: Command): void {
  command
    .addOption(settingOption('host', 'address', 'address to listen on (default: 127.0.0.1)'))
    .addOption(settingOption('port', 'number', 'port to listen on, 0 for a free one (default: 8571)'))
    .addOption(
      new Option(SETTINGS.open.flag, 'ask nobody for a signature or a right: for a laptop of one user, on loopback'),
    )
    .addOption(settingOption('tlsPort', 'number', 'port for HTTPS (default: a free one)'))
    .addOption(settingOption('dataDir', 'directory', 'everything the server keeps (default: ~/.local/share/sagebrush)'))
    .addOption(
      settingOption('cacheDir', 'directory', 'runtimes, shared by all servers (default: ~/.cache/sagebrush/runtimes)'),
    )
    .addOption(settingOption('accountId', 'digits', "the administrator's account (default: 123456789012)"))
    .addOption(settingOption('region', 'name', 'region of the server (default: us-west-2)'))
    .addOption(settingOption('python', 'interpreter', 'Python to build runtimes with (default: the one found)'))
    .addOption(
      settingOption('images', 'pairs', "Pythons for images of your own, such as 'my-image:*=/opt/conda/envs/ml'"),
    )
    .addOption(settingOption('eventsTo', 'targets', `tell of changes to ${SETTINGS.eventsTo.accepts}`))
    .addOption(settingOption('openlineage', 'target', `tell of runs and their data to ${SETTINGS.openlineage.accepts}`))
    .addOption(settingOption('sandbox', 'kind', `how jobs are kept apart: ${SETTINGS.sandbox.accepts} (default: auto)`))
    .addOption(
      settingOption('logStreamMib', 'number', 'MiB that a log stream of a job or an endpoint may hold (default: 256)'),
    )
    .addOption(settingOption('logLevel', 'level', `${SETTINGS.logLevel.accepts} (default: info)`))
    .addOption(settingOption('logFormat', 'format', `${SETTINGS.logFormat.accepts} (default: auto)`))
    .addOption(
      new Option(`${FILE_FLAG} <file>`, 'JSON file with the same settings by their names, such as {"port": 80}'),
    );
}
