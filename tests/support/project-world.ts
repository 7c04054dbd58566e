import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { DescribeProjectOutput, Tag } from '../../src/api/generated/sagemaker-types.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { ApiClient } from './api-client.ts';
import { createPostgresDatabase, dropPostgresDatabase } from './postgres.ts';
import { startWholeServer } from './whole-server.ts';
import type { Members } from './wire-encoding.ts';

export const PLATFORM = 'Parameters:\n  SageMakerProjectName: {Type: String}\n  SageMakerProjectId: {Type: String}\n';

export type ProjectWorld = Awaited<ReturnType<typeof openProjectWorld>>;

/** A whole server on one of the databases, with the portfolio enabled, and what tests of projects do again and again. */
export async function openProjectWorld(database: 'SQLite' | 'PostgreSQL') {
  const databaseUrl = database === 'PostgreSQL' ? await createPostgresDatabase() : undefined;
  const server = await startWholeServer(databaseUrl);
  const client = new ApiClient(server);
  const ask = (operation: string, input: Members = {}) => client.ask('sagemaker', operation, input);
  await ask('EnableSagemakerServicecatalogPortfolio');
  const describe = async (ProjectName: string) =>
    (await ask('DescribeProject', { ProjectName })) as unknown as DescribeProjectOutput;

  const world = {
    server,
    client,
    ask,
    describe,

    /** Lays a product down as a platform team would; gives its id. Templates by artifact, declared parameters included. */
    product(templates: Readonly<Record<string, string>>, seed: Readonly<Record<string, string>> = {}): string {
      const productId = `prod-${randomLowerId(8)}`;
      const directory = join(server.dataDir, 'products', productId);
      mkdirSync(join(directory, 'seed'), { recursive: true });
      for (const [artifact, template] of Object.entries(templates)) {
        writeFileSync(join(directory, `${artifact}.yaml`), template.replaceAll('%{', '${'));
      }
      for (const [name, content] of Object.entries(seed)) writeFileSync(join(directory, 'seed', name), content);
      return productId;
    },
    /** Begins a project of a product; gives its name and id. */
    async begin(productId: string, members: Members = {}, artifactId = 'v1') {
      const name = `Proj-${randomLowerId(8)}`;
      const made = await ask('CreateProject', {
        ProjectName: name,
        ServiceCatalogProvisioningDetails: { ProductId: productId, ProvisioningArtifactId: artifactId },
        ...members,
      });
      return { name, projectId: String(made['ProjectId']), arn: String(made['ProjectArn']) };
    },
    /** Waits until nothing is being done about a project. */
    settled: (name: string): Promise<DescribeProjectOutput> =>
      vi.waitFor(
        async () => {
          const project = await describe(name);
          if (project.ProjectStatus === 'Pending' || project.ProjectStatus.endsWith('InProgress'))
            throw new Error('busy');
          return project;
        },
        { timeout: 20_000, interval: 20 },
      ),
    async tagsOf(ResourceArn: string): Promise<Record<string, string>> {
      const { Tags: tags } = (await ask('ListTags', { ResourceArn })) as { Tags: Tag[] };
      return Object.fromEntries(tags.map((tag) => [tag.Key, tag.Value]));
    },
    /** What was said in one of a project's logs. */
    async log(name: string, projectId: string, what: string): Promise<string[]> {
      const { events } = (await client.ask('logs', 'GetLogEvents', {
        logGroupName: '/aws/sagemaker/Projects',
        logStreamName: `${name}/${projectId}/${what}`,
        startFromHead: true,
      })) as unknown as { events: { message: string }[] };
      return events.map((event) => event.message);
    },
    bucketExists: async (Bucket: string) => (await client.call('s3', 'HeadBucket', { Bucket })).status === 200,
    async close() {
      client.close();
      await server.close();
      if (databaseUrl) await dropPostgresDatabase(databaseUrl);
    },
  };
  return world;
}
