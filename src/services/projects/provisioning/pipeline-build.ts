import { newUuid } from '../../../base/ids.ts';
import type { JsonObject } from '../../../base/json.ts';
import { BUILD_KIND, type BuildDocument, buildTable, deliveryKey } from '../delivery/delivery-store.ts';
import type { ProjectsDeps } from '../projects-deps.ts';
import { repositoryTable } from '../repositories/repositories-store.ts';
import { belongsTo } from './api-resource.ts';
import { describeOrAbsent } from './project-call.ts';
import { pathProperty, textMapProperty, textProperty } from './property-texts.ts';
import { type Place, ProvisioningError, type ResourceType } from './resource-type.ts';

/** Watches a branch of a repository: what is pushed there becomes the pipeline, and is run. */
export function pipelineBuild(deps: ProjectsDeps): ResourceType {
  const { store, scheduler } = deps;
  const keyOf = ({ project, logicalId }: Place) => deliveryKey(project.projectId, logicalId);
  const find = (place: Place) => buildTable.find(store.reader, keyOf(place));
  const begin = async (place: Place) => {
    const fresh = await documentOf(deps, place);
    await store.transaction(async (tx) => {
      const { builds = 0, builtCommit, ...earlier } = (await buildTable.findForUpdate(store, tx, keyOf(place))) ?? {};
      // The same once more is a step that is repeated, and no reason to build again.
      const isSame = JSON.stringify(earlier) === JSON.stringify(fresh);
      const document: BuildDocument = { ...fresh, builds, ...(isSame && { builtCommit }) };
      await buildTable.put(tx, keyOf(place), document.repositoryId, document);
      await scheduler.schedule(tx, { kind: BUILD_KIND, key: keyOf(place) });
    });
  };
  return {
    type: 'Sagebrush::SageMaker::PipelineBuild',
    properties: [
      ...[
        'PipelineName',
        'RepositoryName',
        'BranchName',
        'RoleArn',
        'Bucket',
        'Prefix',
        'DefinitionPath',
        'SourcePath',
      ],
      'Values',
    ],
    required: ['RepositoryName', 'RoleArn', 'Bucket'],
    attributes: ['PipelineName'],
    nameProperty: 'PipelineName',
    nameLengthMax: 256,
    isNameLowerCase: false,

    async find(place) {
      if (await find(place)) return 'ours';
      const { name: PipelineName, context } = place;
      const found = await describeOrAbsent(deps.call, 'sagemaker', 'DescribePipeline', { PipelineName }, context);
      return found ? 'foreign' : 'absent';
    },
    create: begin,
    update: begin,
    async settle({ name }) {
      return { reference: name, attributes: { PipelineName: name } };
    },
    async remove(place) {
      const key = keyOf(place);
      await store.transaction(async (tx) => {
        const found = await buildTable.findForUpdate(store, tx, key);
        if (found) await buildTable.update(tx, key, { ...found, isEnding: true });
      });
      if (await removePipeline(deps, place)) await store.transaction((tx) => buildTable.delete(tx, key));
    },
  };
}

async function documentOf(
  { roles, store }: ProjectsDeps,
  place: Place,
): Promise<Omit<BuildDocument, 'builds' | 'builtCommit'>> {
  const { project, properties, context, logicalId, name } = place;
  const { account, region } = context;
  const repositoryName = textProperty(properties, 'RepositoryName');
  const repository = await repositoryTable.find(store, context, repositoryName);
  if (!repository) throw new ProvisioningError(`there is no repository ${repositoryName}`);
  const roleArn = textProperty(properties, 'RoleArn');
  await roles.checkPassRole(roleArn, context);
  const { projectId, projectName, projectArn } = project;
  return {
    ...{ account, region, projectId, projectName, projectArn, logicalId, roleArn },
    repositoryId: repository.document.repositoryId,
    branch: textProperty(properties, 'BranchName', repository.document.defaultBranch),
    pipelineName: name,
    bucket: textProperty(properties, 'Bucket'),
    prefix: prefixOf(properties),
    definitionPath: pathProperty(properties, 'DefinitionPath', 'pipeline.json'),
    sourcePath: pathProperty(properties, 'SourcePath', ''),
    values: textMapProperty(properties, 'Values'),
  };
}

/** Empty, or with a slash at its end. */
function prefixOf(properties: JsonObject): string {
  const prefix = textProperty(properties, 'Prefix', 'builds').replace(/^\/+|\/+$/g, '');
  return prefix === '' ? '' : `${prefix}/`;
}

/** Stops what runs and deletes the pipeline. False while something of it still runs. */
async function removePipeline({ call }: ProjectsDeps, place: Place): Promise<boolean> {
  const { name: PipelineName, context } = place;
  const found = await describeOrAbsent(call, 'sagemaker', 'DescribePipeline', { PipelineName }, context);
  if (!found || !(await belongsTo(call, String(found['PipelineArn']), place))) return true;
  let after: string | undefined;
  let runs = false;
  do {
    const NextToken = after;
    const page = (await call('sagemaker', 'ListPipelineExecutions', { PipelineName, NextToken }, context)) as {
      PipelineExecutionSummaries?: readonly { PipelineExecutionArn?: string; PipelineExecutionStatus?: string }[];
      NextToken?: string;
    };
    for (const one of page.PipelineExecutionSummaries ?? []) {
      const status = one.PipelineExecutionStatus;
      if (status === 'Executing' || status === 'Stopping') runs = true;
      if (status !== 'Executing') continue;
      const stop = { PipelineExecutionArn: one.PipelineExecutionArn, ClientRequestToken: newUuid() };
      await call('sagemaker', 'StopPipelineExecution', stop, context);
    }
    after = page.NextToken;
  } while (after !== undefined);
  if (runs) return false;
  await call('sagemaker', 'DeletePipeline', { PipelineName, ClientRequestToken: newUuid() }, context);
  return true;
}
