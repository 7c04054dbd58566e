import type { ProjectStatus } from '../../api/generated/sagemaker-types.ts';
import type { Controller, Reconciled } from '../../engine/work.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import { removeTags } from '../tags/index.ts';
import { say } from './project-log.ts';
import { PROJECT_KIND } from './project-names.ts';
import type { ProjectsParts } from './projects-parts.ts';
import { type ProjectDocument, type ProjectRecord, projectTable } from './projects-store.ts';
import type { Step } from './provisioning/make-resource.ts';
import { applyNext, outputLines, removeNext, type StepFailure } from './provisioning/next-step.ts';
import { pruneTemplates } from './templates-store.ts';

/** Between two looks at what takes time, such as an endpoint. */
const LOOK_MS = 500;
/** Characters of a status message, which is one line. */
const MESSAGE_MAX = 4000;

type Outcome = Step | 'done' | StepFailure;

/** Makes, changes and takes away what projects are made of, one resource in one look. */
export class ProjectController implements Controller {
  readonly kind = PROJECT_KIND;
  readonly #parts: ProjectsParts;

  constructor(parts: ProjectsParts) {
    this.#parts = parts;
  }

  async reconcile(key: string): Promise<Reconciled> {
    const project = await projectTable.findByArn(this.#parts.store.reader, key);
    switch (project?.status) {
      case 'Pending':
        return this.#move(project, 'CreateInProgress', {});
      case 'CreateInProgress':
        return project.document.failure === undefined ? this.#create(project) : this.#undoCreation(project);
      case 'UpdateInProgress':
        return project.document.failure === undefined ? this.#update(project) : this.#undoUpdate(project);
      case 'DeleteInProgress':
        return this.#delete(project);
      default:
        return { next: 'finished' };
    }
  }

  async #create(project: ProjectRecord): Promise<Reconciled> {
    const { generation } = project.document;
    const outcome = await applyNext(this.#parts, project, generation);
    if (isStep(outcome)) return this.#write(project, outcome);
    if (outcome !== 'done') return this.#fail(project, outcome);
    await this.#sayOutputs(project);
    return this.#move(project, 'CreateCompleted', { statusMessage: 'AVAILABLE', settledGeneration: generation });
  }

  async #undoCreation(project: ProjectRecord): Promise<Reconciled> {
    const failure = project.document.failure ?? '';
    const outcome = await removeNext(this.#parts, project, 'undone', new Set());
    if (isStep(outcome)) return this.#write(project, outcome);
    const rest = outcome === 'done' ? '' : ` What was made could not be taken away: ${outcome.failure}`;
    const word = outcome === 'done' ? 'ERROR' : 'TAINTED';
    return this.#move(project, 'CreateFailed', { statusMessage: message(word, failure + rest), failure: undefined });
  }

  /** First all that the new template has, then away with what it has no more. */
  async #update(project: ProjectRecord): Promise<Reconciled> {
    const { generation } = project.document;
    const outcome = await applyNext(this.#parts, project, generation);
    if (isStep(outcome)) return this.#write(project, outcome);
    if (outcome !== 'done') return this.#fail(project, outcome);
    const rest = await removeNext(this.#parts, project, 'removed', generation);
    if (isStep(rest)) return this.#write(project, rest);
    await this.#sayOutputs(project);
    const statusMessage = rest === 'done' ? 'AVAILABLE' : message('TAINTED', rest.failure);
    return this.#move(
      project,
      'UpdateCompleted',
      { statusMessage, settledGeneration: generation, sourceBefore: undefined },
      (tx) => pruneTemplates(tx, project.document.projectId, generation),
    );
  }

  /** Back to the template that was in force. */
  async #undoUpdate(project: ProjectRecord): Promise<Reconciled> {
    const { settledGeneration, sourceBefore, source, failure = '' } = project.document;
    const before = { ...project, document: { ...project.document, source: sourceBefore ?? source } };
    let outcome: Outcome = await applyNext(this.#parts, before, settledGeneration);
    if (outcome === 'done') outcome = await removeNext(this.#parts, before, 'undone', settledGeneration);
    if (isStep(outcome)) return this.#write(project, outcome);
    const rest = outcome === 'done' ? '' : ` The project could not be brought back to what it was: ${outcome.failure}`;
    return this.#move(
      project,
      'UpdateFailed',
      {
        statusMessage: message('TAINTED', failure + rest),
        failure: undefined,
        source: sourceBefore ?? source,
        sourceBefore: undefined,
        generation: settledGeneration,
      },
      (tx) => pruneTemplates(tx, project.document.projectId, settledGeneration),
    );
  }

  async #delete(project: ProjectRecord): Promise<Reconciled> {
    const outcome = await removeNext(this.#parts, project, 'removed', new Set());
    if (isStep(outcome)) return this.#write(project, outcome);
    if (outcome !== 'done') {
      await this.#say(project, `DELETE_FAILED ${outcome.failure}`);
      return this.#move(project, 'DeleteFailed', { statusMessage: message('TAINTED', outcome.failure) });
    }
    return this.#move(project, 'DeleteCompleted', { statusMessage: 'AVAILABLE' }, async (tx) => {
      await pruneTemplates(tx, project.document.projectId);
      await removeTags(tx, project.arn);
    });
  }

  async #fail(project: ProjectRecord, { failure }: StepFailure): Promise<Reconciled> {
    await this.#say(project, `FAILED ${failure}`);
    return this.#move(project, project.status, { failure });
  }

  async #write(project: ProjectRecord, step: Step): Promise<Reconciled> {
    if (step.said !== undefined) await this.#say(project, step.said);
    const nowMs = this.#parts.clock.nowMs();
    return {
      next: { atMs: step.isUnderWay ? nowMs + LOOK_MS : nowMs },
      commit: (tx) => this.#ifUnchanged(tx, project, () => step.write(tx)),
    };
  }

  #move(
    project: ProjectRecord,
    status: ProjectStatus,
    changes: Partial<ProjectDocument>,
    also: (tx: SqlTransaction) => Promise<void> = async () => {},
  ): Reconciled {
    const { scheduler, clock } = this.#parts;
    const isEnd = !status.endsWith('InProgress');
    return {
      next: isEnd ? 'finished' : { atMs: clock.nowMs() },
      commit: (tx) =>
        this.#ifUnchanged(tx, project, async (now) => {
          const document = { ...now.document, ...changes };
          await projectTable.move(tx, now, { ...now, status, modifiedMs: clock.nowMs(), document });
          await also(tx);
          if (isEnd) await scheduler.publish(tx, project.arn);
        }),
    };
  }

  /** Nothing is written about a project that another has taken the name of. */
  async #ifUnchanged(
    tx: SqlTransaction,
    seen: ProjectRecord,
    write: (now: ProjectRecord) => Promise<unknown>,
  ): Promise<void> {
    const now = await projectTable.findForUpdate(this.#parts.store, tx, seen, seen.name);
    if (now?.status !== seen.status || now.document.projectId !== seen.document.projectId) return;
    await write(now);
  }

  async #sayOutputs(project: ProjectRecord): Promise<void> {
    const lines = await outputLines(this.#parts, project, project.document.generation);
    if (lines !== '') await this.#say(project, lines);
  }

  #say(project: ProjectRecord, text: string): Promise<void> {
    const { account, region, name: projectName, document } = project;
    const place = { account, region, projectName, projectId: document.projectId, what: 'provisioning' };
    return say(this.#parts, place, text);
  }
}

const isStep = (outcome: Outcome): outcome is Step => outcome !== 'done' && 'write' in outcome;

const message = (word: 'ERROR' | 'TAINTED', reason: string) =>
  `${word}: ${reason}`.replaceAll(/\s+/g, ' ').slice(0, MESSAGE_MAX);
