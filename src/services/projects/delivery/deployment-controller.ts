import { createHash } from 'node:crypto';
import type { OperationContext } from '../../../api/operation.ts';
import type { Controller, Reconciled } from '../../../engine/work.ts';
import { say } from '../project-log.ts';
import type { ProjectsDeps } from '../projects-deps.ts';
import { isLasting } from '../provisioning/project-call.ts';
import { DEPLOYMENT_KIND, type DeployedModel, type DeploymentDocument, deploymentTable } from './delivery-store.ts';
import { removeModel } from './remove-endpoint.ts';
import { rollOut } from './roll-out.ts';

/** Between two looks at an endpoint that comes up. */
const LOOK_MS = 1000;

/**
 * Serves the newest approved package of a group. What is to be served is written down with its names first, then model,
 * configuration and endpoint are made, each unless it is there.
 */
export class DeploymentController implements Controller {
  readonly kind = DEPLOYMENT_KIND;
  readonly #deps: ProjectsDeps;

  constructor(deps: ProjectsDeps) {
    this.#deps = deps;
  }

  async reconcile(key: string): Promise<Reconciled> {
    const { store, clock, roles } = this.#deps;
    const deployment = await deploymentTable.find(store.reader, key);
    if (!deployment || deployment.isEnding) return { next: 'finished' };
    const context = roles.roleContext(deployment.roleArn, `${deployment.projectName}-deploy`, deployment);
    if (deployment.target) return this.#follow(key, deployment, deployment.target, context);
    const [unused] = deployment.outdated;
    if (unused) {
      await removeModel(this.#deps, unused, context);
      return this.#write(key, clock.nowMs(), (now) => ({ ...now, outdated: now.outdated.slice(1) }));
    }
    const packageArn = await this.#newestApproved(deployment, context);
    const isSettled = packageArn === undefined || packageArn === deployment.deployed?.packageArn;
    if (isSettled || packageArn === deployment.failedPackageArn) return this.#wait(key, deployment, packageArn);
    return this.#write(key, clock.nowMs(), (now) => ({
      ...now,
      target: { packageArn, name: nameOf(now, packageArn) },
      deployments: now.deployments + 1,
      isRollingOut: false,
      failedPackageArn: undefined,
    }));
  }

  /** One step towards the endpoint serving the target. */
  async #follow(
    key: string,
    deployment: DeploymentDocument,
    target: DeployedModel,
    context: OperationContext,
  ): Promise<Reconciled> {
    const { clock } = this.#deps;
    try {
      const outcome = await rollOut(this.#deps, deployment, target, context);
      switch (outcome) {
        case 'begun':
          return this.#write(key, clock.nowMs() + LOOK_MS, (now) => ({ ...now, isRollingOut: true }));
        case 'under-way':
          return { next: { atMs: clock.nowMs() + LOOK_MS } };
        case 'serving':
          await this.#say(deployment, `${deployment.endpointName} serves ${target.packageArn}`);
          return this.#write(key, clock.nowMs(), ({ target: _, ...now }) => ({
            ...now,
            deployed: target,
            outdated: [...now.outdated, ...(now.deployed ? [now.deployed] : [])],
          }));
        default:
          return await this.#fail(key, deployment, target, outcome.failure);
      }
    } catch (error) {
      if (!isLasting(error)) throw error;
      return this.#fail(key, deployment, target, `${error.code}: ${error.message}`);
    }
  }

  async #fail(
    key: string,
    deployment: DeploymentDocument,
    target: DeployedModel,
    failure: string,
  ): Promise<Reconciled> {
    await this.#say(deployment, `${target.packageArn} could not be deployed: ${failure}`);
    return this.#write(key, this.#deps.clock.nowMs(), ({ target: _, ...now }) => ({
      ...now,
      failedPackageArn: target.packageArn,
      outdated: [...now.outdated, target],
    }));
  }

  /** Until a decision is made. A failed package may be tried again once another decision has been seen. */
  #wait(key: string, deployment: DeploymentDocument, packageArn: string | undefined): Reconciled {
    const { store, scheduler } = this.#deps;
    return {
      next: 'when-woken',
      commit: async (tx) => {
        await scheduler.subscribe(tx, deployment.groupArn.toLowerCase(), { kind: DEPLOYMENT_KIND, key });
        if (deployment.failedPackageArn === undefined || deployment.failedPackageArn === packageArn) return;
        const now = await deploymentTable.findForUpdate(store, tx, key);
        if (now) await deploymentTable.update(tx, key, { ...now, failedPackageArn: undefined });
      },
    };
  }

  #write(key: string, atMs: number, change: (now: DeploymentDocument) => DeploymentDocument): Reconciled {
    const { store } = this.#deps;
    return {
      next: { atMs },
      commit: async (tx) => {
        const now = await deploymentTable.findForUpdate(store, tx, key);
        if (now) await deploymentTable.update(tx, key, change(now));
      },
    };
  }

  async #newestApproved({ groupName }: DeploymentDocument, context: OperationContext): Promise<string | undefined> {
    const query = {
      ModelPackageGroupName: groupName,
      ModelApprovalStatus: 'Approved',
      SortBy: 'CreationTime',
      SortOrder: 'Descending',
      MaxResults: 1,
    };
    const { ModelPackageSummaryList: packages = [] } = (await this.#deps.call(
      'sagemaker',
      'ListModelPackages',
      query,
      context,
    )) as { ModelPackageSummaryList?: readonly { ModelPackageArn?: string }[] };
    return packages[0]?.ModelPackageArn;
  }

  #say(deployment: DeploymentDocument, text: string): Promise<void> {
    return say(this.#deps, { ...deployment, what: `deployments/${deployment.logicalId}` }, text);
  }
}

/** No deployment has the name of another: what is left of one is not taken for part of the next. */
function nameOf({ endpointName, projectId, deployments }: DeploymentDocument, packageArn: string): string {
  const suffix = createHash('sha256').update(`${projectId}/${deployments}/${packageArn}`).digest('hex').slice(0, 12);
  return `${endpointName.slice(0, 50).replace(/-+$/, '')}-${suffix}`;
}
