import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { credentialsPath, readCredentials, writeCredentials } from './credentials-file.ts';
import { loadServerConfig } from './load-server-config.ts';

describe('the configuration of a server', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sagebrush-config-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const load = (flags: Record<string, string> = {}, environment: Record<string, string> = {}, file?: string) =>
    loadServerConfig({ flags, environment: { XDG_DATA_HOME: directory, ...environment }, file });
  const writeFile = (content: string) => {
    const file = join(directory, 'sagebrush.json');
    writeFileSync(file, content);
    return file;
  };

  it('has a default for everything', () => {
    const { config } = load();
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8571,
      dataDir: join(directory, 'sagebrush'),
      accountId: '123456789012',
      region: 'us-west-2',
      databaseUrl: undefined,
      sandbox: 'auto',
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('prefers a flag over a variable and a variable over the file', () => {
    const file = writeFile('{"port": 1, "region": "eu-west-1", "sandbox": "unshare"}');
    const { config } = load({ port: '3' }, { SAGEBRUSH_PORT: '2', SAGEBRUSH_REGION: 'eu-central-1' }, file);
    expect(config).toMatchObject({ port: 3, region: 'eu-central-1', sandbox: 'unshare' });
  });

  it('names the flag, variable or member at fault and what it accepts', () => {
    expect(() => load({ port: '65536' })).toThrow("--port can't be '65536'. It accepts a number from 1 to 65535");
    expect(() => load({}, { SAGEBRUSH_ACCOUNT_ID: '12' })).toThrow(
      "SAGEBRUSH_ACCOUNT_ID can't be '12'. It accepts twelve",
    );
    const file = writeFile('{"sandbox": "chroot"}');
    expect(() => load({}, {}, file)).toThrow(
      `"sandbox" in ${file} can't be 'chroot'. It accepts auto, bubblewrap, unshare.`,
    );
  });

  it('takes Pythons for images of the user, and refuses an image without one', () => {
    const images = 'my-image:*=/opt/conda/envs/ml,*/team:2=python3.11';
    expect(load({ images }).config.images).toEqual([
      { pattern: 'my-image:*', python: '/opt/conda/envs/ml' },
      { pattern: '*/team:2', python: 'python3.11' },
    ]);
    expect(() => load({ images: 'my-image' })).toThrow("--images can't be 'my-image'");
  });

  it('refuses a file with a setting that does not exist, or that is not JSON', () => {
    expect(() => load({}, {}, writeFile('{"prot": 1}'))).toThrow('sets "prot", which is no setting');
    expect(() => load({}, {}, writeFile('port: 1'))).toThrow("can't be read as JSON");
    expect(() => load({}, {}, writeFile('[]'))).toThrow('must hold one JSON object');
  });

  it('makes a key at the first start and finds it at the second', () => {
    const first = load();
    const second = load();
    expect(first.madeKey).toBe(true);
    expect(first.config.accessKeyId).toMatch(/^AKIA[A-Z0-9]{16}$/);
    expect(second).toEqual({ config: first.config, madeKey: false });
    expect(statSync(credentialsPath(first.config.dataDir)).mode & 0o777).toBe(0o600);
  });

  it('takes a given key, keeps it out of error messages, and wants both halves', () => {
    const key = {
      SAGEBRUSH_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE01',
      SAGEBRUSH_SECRET_ACCESS_KEY: 'an-example-of-a-secret',
    };
    expect(load({}, key)).toMatchObject({
      config: { accessKeyId: 'AKIAEXAMPLEEXAMPLE01', secretAccessKey: 'an-example-of-a-secret' },
      madeKey: false,
    });
    expect(() => load({}, { SAGEBRUSH_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE01' })).toThrow('together or not at all');
    expect(() => load({}, { ...key, SAGEBRUSH_SECRET_ACCESS_KEY: 'short secret' })).toThrow(/can't be what was given/);
  });

  it('bounds log streams, by a number of MiB', () => {
    expect(load().config.logStreamMib).toBe(256);
    expect(load({ logStreamMib: '1' }).config.logStreamMib).toBe(1);
    for (const wrong of ['0', '-1', '1.5', 'many', '9999999']) {
      expect(() => load({ logStreamMib: wrong }), wrong).toThrow(`--log-stream-mib can't be '${wrong}'`);
    }
  });

  it('opens its doors on this machine alone', () => {
    expect(load({ open: 'true' }).config).toMatchObject({ open: true, host: '127.0.0.1' });
    expect(load({}, { SAGEBRUSH_OPEN: 'true' }).config.open).toBe(true);
    for (const host of ['0.0.0.0', '::', '10.0.0.5', 'example.com', '127.example.com']) {
      expect(() => load({ open: 'true', host }), host).toThrow(`--host can't be '${host}'`);
    }
    expect(() => load({ open: 'yes' })).toThrow("--open can't be 'yes'. It accepts true or false.");
  });

  it('stays in the account and region that the data directory was made for', () => {
    load({ accountId: '999988887777', region: 'eu-west-1' });
    expect(load().config).toMatchObject({ accountId: '999988887777', region: 'eu-west-1' });
  });

  it('says which file is damaged', () => {
    const { config } = load();
    const stored = readCredentials(config.dataDir);
    writeFileSync(credentialsPath(config.dataDir), '{');
    expect(() => load()).toThrow(`The credentials in ${credentialsPath(config.dataDir)} are damaged`);
    if (stored) writeCredentials(config.dataDir, { ...stored, endpoint: 'http://127.0.0.1:1' });
    expect(readCredentials(config.dataDir)?.endpoint).toBe('http://127.0.0.1:1');
  });

  it('takes targets of events, and for hooks a secret that signs what they get', () => {
    const secret = { SAGEBRUSH_EVENTS_SECRET: 'sixteen-characters-or-more' };
    const { config } = load(
      { eventsTo: 'sqs:changes,https://ci.example.com/hook', openlineage: 'file:/tmp/x' },
      secret,
    );
    expect(config).toMatchObject({
      eventsTo: ['sqs:changes', 'https://ci.example.com/hook'],
      eventsSecret: secret.SAGEBRUSH_EVENTS_SECRET,
      openlineage: 'file:/tmp/x',
    });
    expect(load({ eventsTo: 'sqs:changes' }).config).toMatchObject({
      eventsTo: ['sqs:changes'],
      openlineage: undefined,
    });
    expect(() => load({ eventsTo: 'https://ci.example.com/hook' })).toThrow('needs SAGEBRUSH_EVENTS_SECRET');
    expect(() => load({ eventsTo: 'http://ci.example.com/hook' }, secret)).toThrow('--events-to');
    expect(() => load({ openlineage: 'lineage.jsonl' })).toThrow('--openlineage');
  });
});
