import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { randomLowerId } from '../../src/base/ids.ts';
import { ACCOUNT, REGION } from '../support/callers.ts';
import { runGit } from '../support/git.ts';
import { openProjectWorld, PLATFORM, type ProjectWorld } from '../support/project-world.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/SagebrushExecutionRole`;
const DEFINITION = JSON.stringify({
  Version: '2020-12-01',
  Metadata: { From: '%{Commit}' },
  Steps: [{ Name: 'Stop', Type: 'Fail', Arguments: { ErrorMessage: '%{Colour} of %{SageMakerProjectName}' } }],
}).replaceAll('%{', '${');

const BUILT = `${PLATFORM}
Resources:
  Bucket: {Type: AWS::S3::Bucket, DeletionPolicy: Retain}
  Code:
    Type: AWS::CodeCommit::Repository
    Metadata: {Sagebrush: {SeedCode: seed}}
    Properties: {RepositoryName: !Sub '%{SageMakerProjectName}-code', RepositoryDescription: seeds}
  Build:
    Type: Sagebrush::SageMaker::PipelineBuild
    Properties:
      PipelineName: !Sub '%{SageMakerProjectName}-pipeline'
      RepositoryName: !GetAtt Code.Name
      Bucket: !Ref Bucket
      RoleArn: ${ROLE}
      Values: {Colour: blue}
`;

describe.each(['SQLite', 'PostgreSQL'] as const)("A project's repository (%s)", (database) => {
  let world: ProjectWorld;
  let project: { name: string; projectId: string };
  const folder = mkdtempSync(join(tmpdir(), 'sagebrush-git-'));
  const clone = join(folder, 'clone');
  const git = (words: readonly string[], cwd = clone) => runGit(words, cwd);
  const pushes = async (message: string) => {
    await git(['add', '--all']);
    await git(['commit', '--quiet', '--message', message]);
    await git(['push', '--quiet', 'origin', 'HEAD:main']);
    return (await git(['rev-parse', 'HEAD'])).trim();
  };

  beforeAll(async () => {
    world = await openProjectWorld(database);
    const seed = { 'pipeline.json': DEFINITION, 'train.py': 'print(1)\n' };
    project = await world.begin(world.product({ v1: BUILT }, seed));
    expect(await world.settled(project.name)).toMatchObject({ ProjectStatus: 'CreateCompleted' });
    await git(['clone', '--quiet', urlOf(), clone], folder);
  });
  afterAll(async () => {
    expect(world.server.faults).toEqual([]);
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function urlOf(key?: { id: string; secret: string }, path = `/v1/repos/${project.name}-code`): string {
    const { accessKeyId, secretAccessKey } = world.server.credential;
    const url = new URL(path, world.server.url);
    url.username = encodeURIComponent(key?.id ?? accessKeyId);
    url.password = encodeURIComponent(key?.secret ?? secretAccessKey);
    return url.href;
  }
  const executions = async () => {
    const input = { PipelineName: `${project.name}-pipeline`, SortOrder: 'Descending' };
    const { PipelineExecutionSummaries: summaries } = await world.ask('ListPipelineExecutions', input);
    return summaries as { PipelineExecutionArn: string; PipelineExecutionDisplayName: string }[];
  };
  const built = (commit: string) =>
    vi.waitFor(
      async () => {
        const lines = await world.log(project.name, project.projectId, 'builds/Build');
        const line = lines.find((one) => one.startsWith(commit) && !one.endsWith(' begins'));
        if (line === undefined) throw new Error('not built yet');
        return line;
      },
      { timeout: 20_000, interval: 20 },
    );

  it('begins with the seed code, in one commit', async () => {
    expect(await git(['log', '--format=%s by %an'])).toBe('Seed code of the project by Sagebrush\n');
    expect(readFileSync(join(clone, 'train.py'), 'utf8')).toBe('print(1)\n');
  });

  it('becomes the pipeline, its placeholders filled, and is started for every push, once', async () => {
    await built((await git(['rev-parse', 'HEAD'])).trim());
    const before = (await executions()).length;
    writeFileSync(join(clone, 'train.py'), 'print(2)\n');
    const commit = await pushes('Change');
    const line = await built(commit);
    const [newest, ...others] = await executions();
    expect(others).toHaveLength(before);
    expect(line).toBe(`${commit} has started ${newest?.PipelineExecutionArn}`);
    expect(newest?.PipelineExecutionDisplayName).toBe(`commit-${commit.slice(0, 12)}`);
    const pipeline = await world.ask('DescribePipeline', { PipelineName: `${project.name}-pipeline` });
    expect(JSON.parse(String(pipeline['PipelineDefinition']))).toMatchObject({
      Metadata: { From: commit },
      Steps: [{ Arguments: { ErrorMessage: `blue of ${project.name}` } }],
    });
  });

  it('has each commit in the bucket, as files and as an archive, without links', async () => {
    symlinkSync('/etc/passwd', join(clone, 'link'));
    mkdirSync(join(clone, 'deep'), { recursive: true });
    writeFileSync(join(clone, 'deep/ümläut ü.txt'), 'deep');
    const commit = await pushes('Add files');
    await built(commit);
    const provisioned = await world.log(project.name, project.projectId, 'provisioning');
    const bucket = provisioned[0]?.split(' ')[3] ?? '';
    const listing = await world.client.call('s3', 'ListObjectsV2', { Bucket: bucket, Prefix: `builds/${commit}/` });
    const keys = [...listing.body.toString().matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key]) => key);
    expect(keys).toEqual(
      ['source.tar.gz', 'source/deep/ümläut ü.txt', 'source/pipeline.json', 'source/train.py'].map(
        (name) => `builds/${commit}/${name}`,
      ),
    );
    const archive = await world.client.call('s3', 'GetObject', {
      Bucket: bucket,
      Key: `builds/${commit}/source.tar.gz`,
    });
    const listed = spawnSync('tar', ['-tz'], { input: archive.body, encoding: 'utf8' }).stdout.split('\n');
    expect(listed).toContain('train.py');
  });

  it.each([
    ['no JSON', '{', 'failed: the definition can not be used: it is no JSON'],
    ['an unknown placeholder', '{"Version": "%{Secret}"}', '{Secret}; known are AWS::AccountId'],
    ['no pipeline', '{}', 'failed: ValidationException'],
    ['nothing', undefined, 'failed: the commit has no file pipeline.json'],
  ])('says why a definition with %s can not be built, and goes on with the next push', async (_, text, reason) => {
    if (text === undefined) rmSync(join(clone, 'pipeline.json'));
    else writeFileSync(join(clone, 'pipeline.json'), text.replaceAll('%{', '${'));
    expect(await built(await pushes('Break it'))).toContain(reason);
    writeFileSync(join(clone, 'pipeline.json'), DEFINITION);
    expect(await built(await pushes('Mend it'))).toContain('has started');
  });

  it('is put into the bucket only where the role of its build may write', async () => {
    const RoleName = `builder-${randomLowerId(6)}`;
    const iam = (operation: string, input: Record<string, unknown>) => world.client.call('iam', operation, input);
    const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
    const Principal = { Service: 'sagemaker.amazonaws.com' };
    await iam('CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }),
    });
    await iam('PutRolePolicy', {
      ...{ RoleName, PolicyName: 'own' },
      PolicyDocument: policy(
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: 's3:PutObject', Resource: 'arn:aws:s3:::*/source/train.py' },
      ),
    });
    const template = BUILT.replace(ROLE, `arn:aws:iam::${ACCOUNT}:role/${RoleName}`);
    const seed = { 'pipeline.json': DEFINITION, 'train.py': 'print(1)\n' };
    const narrow = await world.begin(world.product({ v1: template }, seed));
    expect(await world.settled(narrow.name)).toMatchObject({ ProjectStatus: 'CreateCompleted' });
    await vi.waitFor(
      async () => {
        const lines = await world.log(narrow.name, narrow.projectId, 'builds/Build');
        expect(lines.at(-1)).toContain('failed: AccessDenied');
      },
      { timeout: 20_000, interval: 20 },
    );
  });

  it('takes a push whose size is not said beforehand', async () => {
    writeFileSync(join(clone, 'large.bin'), randomLowerId(100).repeat(30_000));
    await git(['config', 'http.postBuffer', '65536']);
    expect(await built(await pushes('Add a large file'))).toContain('has started');
  });

  it('is shown to nobody without a key, and to nobody with a wrong one', async () => {
    const { accessKeyId, secretAccessKey } = world.server.credential;
    const wrong = [
      undefined,
      'Basic',
      'Basic !!!',
      basic(accessKeyId, ''),
      basic(accessKeyId, `${secretAccessKey}x`),
      basic('AKIAUNKNOWNUNKNOWN00', secretAccessKey),
      basic('AKIAUNKNOWNUNKNOWN00', ''),
      basic(`${accessKeyId}%token`, secretAccessKey),
      `Basic ${'QUFB'.repeat(4000)}`,
    ];
    for (const authorization of wrong) {
      const answer = await fetch(
        `${world.server.url}/v1/repos/${project.name}-code/info/refs?service=git-upload-pack`,
        {
          headers: authorization === undefined ? {} : { authorization },
        },
      );
      expect(answer.status, authorization).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    }
  });

  it('is found only where it is, and answers nothing but git', async () => {
    const { accessKeyId, secretAccessKey } = world.server.credential;
    const authorization = basic(accessKeyId, secretAccessKey);
    const repository = `/v1/repos/${project.name}-code`;
    const cases: [string, string, number][] = [
      ['GET', `${repository}/info/refs?service=git-upload-pack`, 200],
      ['GET', `${repository}.git/info/refs?service=git-upload-pack`, 200],
      ['GET', `/v1/repos/${REGION}/${project.name}-code/info/refs?service=git-upload-pack`, 200],
      ['GET', `/v1/repos/eu-west-1/${project.name}-code/info/refs?service=git-upload-pack`, 404],
      ['GET', `/v1/repos/none/info/refs?service=git-upload-pack`, 404],
      ['GET', `${repository}/info/refs`, 403],
      ['GET', `${repository}/info/refs?service=git-upload-archive`, 403],
      ['GET', `${repository}/git-upload-pack`, 403],
      ['POST', `${repository}/info/refs?service=git-upload-pack`, 403],
    ];
    for (const [method, path, status] of cases) {
      const answer = await fetch(`${world.server.url}${path}`, { method, headers: { authorization } });
      expect(answer.status, `${method} ${path}`).toBe(status);
      await answer.arrayBuffer();
    }
    // These are not git's paths: they are refused as unsigned requests are.
    for (const path of [
      `${repository}/HEAD`,
      `${repository}/config`,
      '/v1/repos/..%2f..%2fx/info/refs',
      '/v1/repos//info/refs',
    ]) {
      const answer = await fetch(`${world.server.url}${path}`, { headers: { authorization } });
      expect(answer.status, path).toBeGreaterThanOrEqual(400);
      expect(await answer.text()).not.toContain('refs/heads');
    }
  });

  it('is open to who may pull or push by the policies, also with a temporary key', async () => {
    const user = `reader-${randomLowerId(6)}`;
    const iam = (operation: string, input: Record<string, unknown>) => world.client.call('iam', operation, input);
    await iam('CreateUser', { UserName: user });
    const key = (await iam('CreateAccessKey', { UserName: user })).body.toString();
    const element = (name: string) => new RegExp(`<${name}>([^<]+)<`).exec(key)?.[1] ?? '';
    const reader = { id: element('AccessKeyId'), secret: element('SecretAccessKey') };
    await expect(git(['ls-remote', urlOf(reader)])).rejects.toThrow('403');
    const Statement = [
      { Effect: 'Allow', Action: 'codecommit:GitPull', Resource: `arn:aws:codecommit:${REGION}:${ACCOUNT}:*` },
    ];
    await iam('PutUserPolicy', {
      ...{ UserName: user, PolicyName: 'pull' },
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    });
    const pull = (Condition: object) =>
      iam('PutUserPolicy', {
        ...{ UserName: user, PolicyName: 'pull' },
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ ...Statement[0], Condition }] }),
      });
    await pull({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } });
    await expect(git(['ls-remote', urlOf(reader)])).rejects.toThrow('403');
    await pull({
      IpAddress: { 'aws:SourceIp': '127.0.0.0/8' },
      StringLike: { 'aws:UserAgent': 'git/*' },
      Bool: { 'aws:SecureTransport': 'false' },
    });
    expect(await git(['ls-remote', urlOf(reader)])).toContain('refs/heads/main');
    await expect(git(['push', urlOf(reader), 'HEAD:refs/heads/other'])).rejects.toThrow('403');

    const session = (await world.client.call('sts', 'GetSessionToken', {})).body.toString();
    const part = (name: string) => new RegExp(`<${name}>([^<]+)<`).exec(session)?.[1] ?? '';
    const temporary = { id: `${part('AccessKeyId')}%${part('SessionToken')}`, secret: part('SecretAccessKey') };
    expect(await git(['ls-remote', urlOf(temporary)])).toContain('refs/heads/main');
    // People type the secret; who sends a token as well must send the right one.
    expect(await git(['ls-remote', urlOf({ ...temporary, id: part('AccessKeyId') })])).toContain('refs/heads/main');
    await expect(git(['ls-remote', urlOf({ ...temporary, id: `${part('AccessKeyId')}%wrong` })])).rejects.toThrow(
      /Authentication failed|403/,
    );
  });

  it('runs nothing that is pushed, and takes no objects that are made to harm', async () => {
    const blob = (await git(['hash-object', '-w', 'train.py'])).trim();
    const tree = spawnSync('git', ['mktree'], { cwd: clone, input: `100644 blob ${blob}\t.git\n`, encoding: 'utf8' });
    const commit = (await git(['commit-tree', '-m', 'harm', tree.stdout.trim()])).trim();
    await expect(git(['push', 'origin', `${commit}:refs/heads/harm`])).rejects.toThrow(/hasDotgit|failed/);

    const marker = join(folder, 'ran');
    mkdirSync(join(clone, 'hooks'), { recursive: true });
    for (const hook of ['post-receive', 'update', 'pre-receive', 'post-update']) {
      writeFileSync(join(clone, 'hooks', hook), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
    }
    writeFileSync(join(clone, '.gitattributes'), '* filter=evil export-subst\n');
    writeFileSync(join(clone, '.gitconfig'), `[filter "evil"]\n\tsmudge = touch ${marker}\n`);
    writeFileSync(join(clone, 'train.py'), '# $Format:%H$\n');
    expect(await built(await pushes('Try to run something'))).toContain('has started');
    expect(existsSync(marker)).toBe(false);
  });

  it('can begin with a ZIP of the account, and is refused one that leads out of its place', async () => {
    const bucket = `seed-${randomLowerId(8)}`;
    const CreateBucketConfiguration = { LocationConstraint: REGION };
    await world.client.call('s3', 'CreateBucket', { Bucket: bucket, CreateBucketConfiguration });
    for (const [key, name] of Object.entries({ good: 'folder/file.txt', evil: '../../evil.txt' })) {
      await world.client.call('s3', 'PutObject', { Bucket: bucket, Key: `${key}.zip`, Body: zipOf(name, 'content') });
    }
    const template = (key: string) => `${PLATFORM}
Resources:
  Code:
    Type: AWS::CodeCommit::Repository
    Properties:
      RepositoryName: !Sub '%{SageMakerProjectName}-zip'
      Code: {BranchName: trunk, S3: {Bucket: ${bucket}, Key: ${key}.zip}}`;
    const product = world.product({ good: template('good'), evil: template('evil'), none: template('none') });
    const good = await world.begin(product, {}, 'good');
    expect((await world.settled(good.name)).ProjectStatus).toBe('CreateCompleted');
    const place = join(folder, good.name);
    await git(['clone', '--quiet', urlOf(undefined, `/v1/repos/${good.name}-zip`), place], folder);
    expect(readFileSync(join(place, 'folder/file.txt'), 'utf8')).toBe('content');
    expect(await git(['branch', '--show-current'], place)).toBe('trunk\n');
    for (const [artifact, reason] of [
      ['evil', 'the name "../../evil.txt" is not allowed'],
      ['none', 'can not be read'],
    ] as const) {
      const { name } = await world.begin(product, {}, artifact);
      const { ServiceCatalogProvisionedProductDetails: details, ProjectStatus: status } = await world.settled(name);
      expect(status).toBe('CreateFailed');
      expect(details?.ProvisionedProductStatusMessage).toContain(reason);
    }
  });

  it('goes with its project, and so do the pipeline and what runs of it', async () => {
    await world.ask('DeleteProject', { ProjectName: project.name });
    expect((await world.settled(project.name)).ProjectStatus).toBe('DeleteCompleted');
    await expect(git(['ls-remote', urlOf()])).rejects.toThrow('not found');
    const gone = await world.client.call('sagemaker', 'DescribePipeline', { PipelineName: `${project.name}-pipeline` });
    expect(gone.code).toBe('ResourceNotFound');
  });
});

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** A ZIP of one file, by Python's own module: a writer that is not ours. */
function zipOf(name: string, content: string): Buffer {
  const program =
    'import io, sys, zipfile\nout = io.BytesIO()\nwith zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:\n    z.writestr(sys.argv[1], sys.argv[2])\nsys.stdout.buffer.write(out.getvalue())';
  return spawnSync('python3', ['-c', program, name, content]).stdout;
}
