import type { Authorise, ResourceAccess } from './api/identity.ts';
import type { OperationRegistry } from './api/operation-registry.ts';
import type { RawRoute } from './api/raw-route.ts';
import type { Controller } from './engine/work.ts';
import type { JobsDeps } from './jobs/jobs-deps.ts';
import { algorithmsDomain } from './services/algorithms/index.ts';
import { codeRepositoriesDomain } from './services/code-repositories/index.ts';
import { type EndpointsDomain, endpointsDomain } from './services/endpoints/index.ts';
import { type ExperimentsDomain, experimentsDomain } from './services/experiments/index.ts';
import { featuresDomain } from './services/features/index.ts';
import type { Listeners } from './services/job-news.ts';
import { type LineageRecorder, lineageDomain, lineageRecorder } from './services/lineage/index.ts';
import { modelsDomain } from './services/models/index.ts';
import { LineageRoute } from './services/openlineage/index.ts';
import { pipelinesDomain } from './services/pipelines/index.ts';
import { processingDomain } from './services/processing/index.ts';
import { type ProjectsDeps, projectsDomain } from './services/projects/index.ts';
import { registryDomain } from './services/registry/index.ts';
import { searchDomain } from './services/search/index.ts';
import { describedResources, tagHandlers } from './services/tags/index.ts';
import { trainingDomain } from './services/training/index.ts';

/** Domains that run something: it goes on while no server does, and is taken up again. */
export interface WorkingDomain {
  resume(): Promise<void>;
  close(): Promise<void>;
}

export interface Domains {
  readonly controllers: readonly Controller[];
  readonly working: readonly WorkingDomain[];
  readonly endpoints: EndpointsDomain;
  readonly rawRoutes: readonly RawRoute[];
}

/** What projects need besides: who may use git, and where products and repositories are. */
export type ProjectsSettings = Pick<ProjectsDeps, 'credentials' | 'productsDir' | 'region'>;

/** What all domains are built from, and what decides about access. */
export interface DomainsDeps extends JobsDeps, Listeners {
  readonly access: ResourceAccess;
  readonly authorise: Authorise;
}

/** Builds the domains of SageMaker's services and adds their operations to the registry. */
export function buildDomains(deps: DomainsDeps, registry: OperationRegistry, settings: ProjectsSettings): Domains {
  const lineage = lineageRecorder(deps);
  const experiments = addRecords(deps, registry, lineage);
  const jobs = { ...deps, components: experiments.recorder, lineage };
  const training = trainingDomain(jobs);
  const processing = processingDomain(jobs);
  const endpoints = endpointsDomain({ ...deps, lineage });
  const pipelines = pipelinesDomain({ ...deps, invoker: registry.guardedInvoker('sagemaker', deps.authorise) });
  const features = featuresDomain(deps);
  const projects = projectsDomain({ ...deps, ...settings, call: registry.invoke.bind(registry) });
  const search = searchDomain({ ...deps, sagemaker: registry.invoker('sagemaker') });
  registry
    .add('sagemaker', training.handlers)
    .add('sagemaker', processing.handlers)
    .add('sagemaker', modelsDomain(deps).handlers)
    .add('sagemaker', endpoints.handlers)
    .add('sagemaker-runtime', endpoints.runtimeHandlers)
    .add('sagemaker', registryDomain({ ...deps, lineage }).handlers)
    .add('sagemaker', pipelines.handlers)
    .add('sagemaker', projects.handlers)
    .add('sagemaker', features.handlers)
    .add('sagemaker', search.handlers);
  const controlled = [training, processing, endpoints, pipelines, projects, features];
  return {
    controllers: controlled.flatMap((domain) => domain.controllers),
    working: [training, processing, endpoints, search],
    endpoints,
    rawRoutes: [projects.gitRoute, new LineageRoute({ ...deps, ...settings, lineage })],
  };
}

/** The domains that only keep records. Experiments and lineage know of each other's things. */
function addRecords(deps: JobsDeps, registry: OperationRegistry, lineage: LineageRecorder): ExperimentsDomain {
  const removeEdges = lineage.removeEdges.bind(lineage);
  const experiments = experimentsDomain({ ...deps, removeEdges });
  registry
    .add('sagemaker', tagHandlers(deps.store, deps.tokens, describedResources(registry.invoker('sagemaker'))))
    .add('sagemaker', experiments.handlers)
    .add('sagemaker-metrics', experiments.metricsHandlers)
    .add('sagemaker', lineageDomain({ ...deps, findForeignEntity: experiments.findLineageEntity }).handlers)
    .add('sagemaker', codeRepositoriesDomain(deps).handlers)
    .add('sagemaker', algorithmsDomain(deps).handlers);
  return experiments;
}
