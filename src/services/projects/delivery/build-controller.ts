import { createHash } from 'node:crypto';
import type { OperationContext } from '../../../api/operation.ts';
import { ServiceError } from '../../../base/errors.ts';
import type { Controller, Reconciled } from '../../../engine/work.ts';
import { say } from '../project-log.ts';
import { PROJECT_ID_TAG, PROJECT_NAME_TAG } from '../project-names.ts';
import type { ProjectsDeps } from '../projects-deps.ts';
import { describeOrAbsent, isLasting } from '../provisioning/project-call.ts';
import type { GitRepositories } from '../repositories/git-repositories.ts';
import { BuildError, readDefinition, uploadSource } from './build-source.ts';
import { BUILD_KIND, type BuildDocument, buildTable } from './delivery-store.ts';
import { fillPlaceholders, PlaceholderError } from './placeholders.ts';

/**
 * Builds what a branch stands at: puts the commit's source into S3, creates or updates the pipeline from the commit's
 * definition, and starts it. Every step may be repeated; a commit's execution is started once, by a token of its own.
 */
export class BuildController implements Controller {
  readonly kind = BUILD_KIND;
  readonly #deps: ProjectsDeps;
  readonly #repositories: GitRepositories;

  constructor(deps: ProjectsDeps, repositories: GitRepositories) {
    this.#deps = deps;
    this.#repositories = repositories;
  }

  async reconcile(key: string): Promise<Reconciled> {
    const build = await buildTable.find(this.#deps.store.reader, key);
    if (!build || build.isEnding) return { next: 'finished' };
    const commit = await this.#repositories.head(build.repositoryId, build.branch);
    if (commit === undefined || commit === build.builtCommit) return { next: 'when-woken' };
    await this.#say(build, `${commit} begins`);
    try {
      const execution = await this.#build(build, commit);
      await this.#say(build, `${commit} has started ${execution}`);
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === undefined) throw error;
      await this.#say(build, `${commit} failed: ${reason}`);
    }
    return {
      next: 'when-woken',
      commit: async (tx) => {
        const now = await buildTable.findForUpdate(this.#deps.store, tx, key);
        if (now) await buildTable.update(tx, key, { ...now, builtCommit: commit, builds: now.builds + 1 });
        // What was pushed while this one was built.
        await this.#deps.scheduler.schedule(tx, { kind: BUILD_KIND, key });
      },
    };
  }

  async #build(build: BuildDocument, commit: string): Promise<string> {
    const text = await readDefinition(this.#repositories, build, commit);
    const context = this.#deps.roles.roleContext(build.roleArn, `${build.projectName}-build`, build);
    const source = await uploadSource(this.#deps, this.#repositories, build, commit, context);
    const values = new Map(
      Object.entries({
        ...build.values,
        'AWS::AccountId': build.account,
        'AWS::Region': build.region,
        SageMakerProjectName: build.projectName,
        SageMakerProjectId: build.projectId,
        RoleArn: build.roleArn,
        Bucket: build.bucket,
        Prefix: `s3://${build.bucket}/${build.prefix}`.replace(/\/$/, ''),
        Commit: commit,
        SourcePrefix: source.prefix,
        SourceArchive: source.archive,
      }),
    );
    await this.#upsert(build, fillPlaceholders(text, values), context);
    const { PipelineExecutionArn: arn } = await this.#deps.call(
      'sagemaker',
      'StartPipelineExecution',
      {
        PipelineName: build.pipelineName,
        PipelineExecutionDisplayName: `commit-${commit.slice(0, 12)}`,
        ClientRequestToken: tokenOf(build, commit),
      },
      context,
    );
    return String(arn);
  }

  async #upsert(build: BuildDocument, definition: string, context: OperationContext): Promise<void> {
    const { call } = this.#deps;
    const { pipelineName: PipelineName, roleArn: RoleArn } = build;
    const found = await describeOrAbsent(call, 'sagemaker', 'DescribePipeline', { PipelineName }, context);
    const pipeline = { PipelineName, PipelineDefinition: definition, RoleArn };
    if (found) {
      await call('sagemaker', 'UpdatePipeline', pipeline, context);
      return;
    }
    const Tags = [
      { Key: PROJECT_NAME_TAG, Value: build.projectName },
      { Key: PROJECT_ID_TAG, Value: build.projectId },
    ];
    // A pipeline that was deleted and is made again is another request.
    const ClientRequestToken = tokenOf(build, `${definition}/${this.#deps.clock.nowMs()}`);
    await call('sagemaker', 'CreatePipeline', { ...pipeline, Tags, ClientRequestToken }, context);
  }

  #say(build: BuildDocument, text: string): Promise<void> {
    return say(this.#deps, { ...build, what: `builds/${build.logicalId}` }, text);
  }
}

/** The same for the same build of the same commit, whenever it is repeated. */
function tokenOf({ projectId, logicalId, builds }: BuildDocument, commit: string): string {
  return createHash('sha256').update(`${projectId}/${logicalId}/${builds}/${commit}`).digest('hex');
}

/** Undefined for what may pass when it is tried again. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof BuildError) return error.message;
  if (error instanceof PlaceholderError) return `the definition can not be used: ${error.message}`;
  // Somebody else is changing the pipeline.
  if (error instanceof ServiceError && error.code === 'ConflictException') return undefined;
  if (error instanceof ServiceError && isLasting(error)) return `${error.code}: ${error.message}`;
  return undefined;
}
