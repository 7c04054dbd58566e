import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../support/run-program.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/sagebrush', import.meta.url));

describe('sagebrush', () => {
  let server: TestServer;
  let empty: string;
  beforeAll(async () => {
    server = await startTestServer();
    empty = mkdtempSync(join(tmpdir(), 'sagebrush-empty-'));
  });
  afterAll(async () => {
    await server.close();
    rmSync(empty, { recursive: true, force: true });
  });
  const sagebrush = (...args: string[]) =>
    runProgram(PROGRAM, args, { PATH: server.environment['PATH'] ?? '', HOME: empty });

  const inShell = async (exports: string, words: string) => {
    const shell = await runProgram('/bin/sh', ['-c', `${exports}printf '%s' "${words}"`], {});
    return shell.stdout;
  };

  it('prints exports that a shell can read', async () => {
    const { stdout } = await sagebrush('env', '--data-dir', server.dataDir, '--admin');
    expect(await inShell(stdout, '$AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_REGION')).toBe(
      `${server.endpoint} ${server.accessKeyId} ${server.secretAccessKey} ${server.region}`,
    );
    expect(statSync(join(server.dataDir, 'credentials.json')).mode & 0o777).toBe(0o600);
  });

  it('hands out keys of the execution role, and a way to reach AWS by its public names', async () => {
    const { stdout } = await sagebrush('env', '--data-dir', server.dataDir);
    expect(await inShell(stdout, '$AWS_ACCESS_KEY_ID')).toMatch(/^ASIA/);
    expect(await inShell(stdout, '$AWS_SESSION_TOKEN')).toMatch(/^.{100}/);
    const proxy = new URL(await inShell(stdout, '$HTTPS_PROXY'));
    expect([proxy.protocol, proxy.username, proxy.host]).toEqual(['http:', 'sagebrush', new URL(server.endpoint).host]);
    expect(await inShell(stdout, '$https_proxy $no_proxy')).toBe(`${proxy.href.slice(0, -1)} localhost,127.0.0.1`);
    const bundle = readFileSync(await inShell(stdout, '$AWS_CA_BUNDLE'), 'utf8');
    expect(bundle.split('BEGIN CERTIFICATE').length).toBeGreaterThan(10);
    expect(stdout).toMatch(/^unset .*AWS_PROFILE/);
    const files = await inShell(stdout, '$AWS_CA_BUNDLE $SAGEMAKER_ADMIN_CONFIG_OVERRIDE');
    for (const file of files.split(' ')) expect(file).toContain(server.dataDir);
  });

  it('leaves HTTPS alone when asked to, and speaks fish', async () => {
    const { stdout } = await sagebrush('env', '--data-dir', server.dataDir, '--no-proxy', '--shell', 'fish');
    expect(stdout).toContain(`set -gx AWS_ENDPOINT_URL '${server.endpoint}';`);
    expect(stdout).not.toMatch(/HTTPS_PROXY|AWS_CA_BUNDLE/);
  });

  it('hands out no keys while the server does not answer, but the administrator’s to who asks for them', async () => {
    const gone = await startTestServer();
    await gone.end('SIGTERM');
    const { exitCode, stdout: nothing, stderr } = await sagebrush('env', '--data-dir', gone.dataDir);
    expect({ exitCode, nothing }).toEqual({ exitCode: 1, nothing: '' });
    expect(stderr).toMatch(/The server at http:\S+ does not answer \(ECONNREFUSED\)\. Start it with/);
    const { stdout } = await sagebrush('env', '--data-dir', gone.dataDir, '--admin');
    expect(await inShell(stdout, '$AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID')).toBe(`${gone.endpoint} ${gone.accessKeyId}`);
    await gone.close();
  });

  it('says so when no server has run', async () => {
    const { exitCode, stdout, stderr } = await sagebrush('env');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain("Start one with 'sagebrush serve'");
  });

  it('names the flag that is wrong, and what it accepts', async () => {
    const { exitCode, stderr } = await sagebrush('serve', '--sandbox', 'chroot');
    expect(exitCode).toBe(1);
    expect(stderr).toBe("sagebrush: --sandbox can't be 'chroot'. It accepts auto, bubblewrap, unshare.\n");
  });

  it('says that a port is taken, and by which flag to give another', async () => {
    const { port } = new URL(server.endpoint);
    const { exitCode, stderr } = await sagebrush('serve', '--port', port, '--data-dir', join(empty, 'other'));
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`Port ${port} is taken. Give another one by --port`);
    expect(existsSync(join(empty, 'other'))).toBe(false);
  });

  it('says which directory is in use when a second server is started on it', async () => {
    const { exitCode, stderr } = await sagebrush('serve', '--port', '0', '--data-dir', server.dataDir);
    expect({ exitCode, lines: stderr.trim().split('\n').length }).toEqual({ exitCode: 1, lines: 1 });
    expect(stderr).toMatch(/^sagebrush: .*is in use by another sagebrush server\. .*--data-dir/);
  });

  it('finds that jobs can run here, and fails when there is no Python', async () => {
    const well = await sagebrush('doctor', '--port', '0');
    expect(well.stdout).toContain('Jobs and endpoints can run here.');
    expect(well.exitCode).toBe(0);
    const ill = await sagebrush('doctor', '--port', '0', '--python', '/no/such/python');
    expect(ill.stdout).toMatch(/BAD +Python +no 3\.9 or newer at \/no\/such\/python\n +→ install python3/);
    expect(ill.exitCode).toBe(1);
  });

  it('refuses a Python that is none, as doctor does, and says what to do', async () => {
    const { exitCode, stdout, stderr } = await sagebrush('serve', '--port', '0', '--python', '/no/such/python');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^sagebrush: \/no\/such\/python is no Python 3\.9 or newer .* by --python;.*\n$/);
  });

  it.each([
    ['a file', () => join(server.dataDir, 'credentials.json'), 'is a file and not a directory'],
    ['below a file', () => join(server.dataDir, 'credentials.json', 'deep'), 'is a file and not a directory'],
    ['no place for files', () => '/proc/foo', 'nothing can be written to /proc'],
  ])('refuses a data directory that is %s in one sentence, and doctor does too', async (_, place, fault) => {
    const { exitCode, stdout, stderr } = await sagebrush('serve', '--port', '0', '--data-dir', place());
    expect({ exitCode, stdout, lines: stderr.split('\n').length }).toEqual({ exitCode: 1, stdout: '', lines: 2 });
    expect(stderr).toContain(`sagebrush: The data directory can't be ${place()}: `);
    expect(stderr).toContain(fault);
    const ill = await sagebrush('doctor', '--port', '0', '--data-dir', place());
    expect(ill.stdout).toMatch(new RegExp(`BAD +data +.*${fault}`));
    expect(ill.exitCode).toBe(1);
  });

  it('prints its version', async () => {
    const { stdout } = await sagebrush('--version');
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('warns when other machines can reach it', async () => {
    const open = await startTestServer({ flags: ['--host', '0.0.0.0'] });
    await open.close();
    expect(open.output()).toContain('"host":"0.0.0.0","msg":"others can reach this server');
    expect(server.output()).not.toContain('others can reach');
  });

  it('does not write its secrets to its log', () => {
    expect(server.output()).toContain('ready');
    expect(server.output()).not.toContain(server.secretAccessKey);
  });
});
