import { Command, Option } from 'commander';
import { settingOption } from '../setting-options.ts';
import type { Holder, PolicyOptions } from './holders.ts';
import type { IdentityOptions } from './server-client.ts';

/** `account`, `user`, `role` and `key`: they call the API of the running server with the administrator's key. */
export function identityCommands(): readonly Command[] {
  return [accountCommand(), userCommand(), roleCommand(), keyCommand()];
}

function accountCommand(): Command {
  const account = new Command('account').description('Make, list and close accounts. Accounts share nothing.');
  common(account.command('create <name>'), false)
    .description('Make an account and its administrator, and print their key this once.')
    .addOption(new Option('--email <address>', 'unique address; made of the name when not given'))
    .action(async (name: string, options) => (await import('./accounts.ts')).createAccount(name, options));
  common(account.command('list'), false)
    .description('List the accounts of the server, oldest first.')
    .action(async (options: IdentityOptions) => (await import('./accounts.ts')).listAccounts(options));
  common(account.command('close <account>').alias('delete'), false)
    .description('Refuse all keys of an account from now on. Its data stays.')
    .addOption(new Option('--yes', 'do it'))
    .action(async (number: string, options) => (await import('./accounts.ts')).closeAccount(number, options));
  return account.addHelpText('after', '\nExample:\n  sagebrush account create vision');
}

function userCommand(): Command {
  const user = new Command('user').description('Make, list and delete users, and say what they may do.');
  common(withPolicies(user.command('create <name>')))
    .description('Make a user with a key, which is printed this once.')
    .addOption(new Option('--no-key', 'without a key'))
    .action(async (name: string, options: PolicyOptions & { key: boolean }) =>
      (await import('./users.ts')).createUser(name, options),
    );
  common(user.command('list'))
    .description('List users with their policies and keys.')
    .action(async (options: IdentityOptions) => (await import('./users.ts')).listUsers(options));
  common(user.command('delete <name>'))
    .description('Delete a user with keys and policies.')
    .action(async (name: string, options: IdentityOptions) => (await import('./users.ts')).deleteUser(name, options));
  addAttachments(user, 'User');
  return user.addHelpText(
    'after',
    `
A user may do nothing until a policy says so. Policies of your own are made by any AWS client: aws iam create-policy.

Examples:
  sagebrush user create ann --policy AmazonSageMakerFullAccess --policy AmazonS3FullAccess
  sagebrush user create auditor --policy ReadOnlyAccess --account 210987654321`,
  );
}

function roleCommand(): Command {
  const role = new Command('role').description('Make, list and delete roles, and say what they may do.');
  common(withPolicies(role.command('create <name>')))
    .description('Make a role for jobs, endpoints and pipelines.')
    .addOption(new Option('--trust <file>', 'JSON file with another trust policy than one for SageMaker'))
    .action(async (name: string, options) => (await import('./roles.ts')).createRole(name, options));
  common(role.command('list'))
    .description('List roles with their policies.')
    .action(async (options: IdentityOptions) => (await import('./roles.ts')).listRoles(options));
  common(role.command('delete <name>'))
    .description('Delete a role with its policies, and end its sessions.')
    .action(async (name: string, options: IdentityOptions) => (await import('./roles.ts')).deleteRole(name, options));
  addAttachments(role, 'Role');
  return role.addHelpText('after', '\nExample:\n  sagebrush role create training --policy AmazonSageMakerFullAccess');
}

function keyCommand(): Command {
  const key = new Command('key').description('Make, list, switch and delete the access keys of users.');
  common(key.command('create <user>'))
    .description('Make a key, and print its secret this once.')
    .action(async (user: string, options: IdentityOptions) => (await import('./keys.ts')).createKey(user, options));
  common(key.command('list [user]'))
    .description('List the keys of a user, or of all users.')
    .action(async (user: string | undefined, options: IdentityOptions) =>
      (await import('./keys.ts')).listKeys(user, options),
    );
  common(key.command('delete <key-id>'))
    .description('Delete a key: it is refused at once.')
    .action(async (keyId: string, options: IdentityOptions) => (await import('./keys.ts')).deleteKey(keyId, options));
  for (const [name, status] of [
    ['disable', 'Inactive'],
    ['enable', 'Active'],
  ] as const) {
    common(key.command(`${name} <key-id>`))
      .description(status === 'Active' ? 'Switch a key on again.' : 'Switch a key off, until it is switched on again.')
      .action(async (keyId: string, options: IdentityOptions) =>
        (await import('./keys.ts')).setKey(keyId, status, options),
      );
  }
  return key;
}

function addAttachments(command: Command, holder: Holder): void {
  const noun = holder.toLowerCase();
  common(command.command(`attach <${noun}> <policy>`))
    .description('Give a managed policy, by its name or ARN.')
    .action(async (name: string, policy: string, options: IdentityOptions) =>
      (await import('./holders.ts')).attach(holder, name, policy, options),
    );
  common(command.command(`detach <${noun}> <policy>`))
    .description('Take a managed policy away.')
    .action(async (name: string, policy: string, options: IdentityOptions) =>
      (await import('./holders.ts')).detach(holder, name, policy, options),
    );
}

function withPolicies(command: Command): Command {
  return command.addOption(
    new Option('--policy <name>', 'a managed policy by its name or ARN; may be given again').argParser(
      (name: string, names: readonly string[] | undefined) => [...(names ?? []), name],
    ),
  );
}

function common(command: Command, hasAccount = true): Command {
  command
    .addOption(settingOption('dataDir', 'directory', 'data directory of the server'))
    .addOption(new Option('--json', 'print JSON'));
  if (hasAccount) command.addOption(new Option('--account <digits>', 'do it in another account of the server'));
  return command;
}
