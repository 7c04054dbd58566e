import { validationException } from '../../../api/errors.ts';
import type { DeleteProjectInput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { userContext } from '../../user-context.ts';
import { noSuchProject, projectArn, projectWork } from '../project-names.ts';
import type { ProjectsParts } from '../projects-parts.ts';
import { projectTable } from '../projects-store.ts';
import { PROJECT_STATES } from '../states.ts';

/** Begins the end of a project: what its template made goes, but for what the template says to keep. */
export function deleteProject({
  store,
  scheduler,
  clock,
}: ProjectsParts): Operation<DeleteProjectInput, Record<never, never>> {
  return async (input, context) => {
    await store.transaction(async (tx) => {
      const project = await projectTable.findForUpdate(store, tx, context, input.ProjectName);
      if (!project) throw noSuchProject(projectArn(context, input.ProjectName));
      if (!PROJECT_STATES[project.status].mayBeDeleted) {
        // Terraform's provider matches on the words for DeleteCompleted.
        throw validationException(`Cannot delete Project in ${project.status} status: ${project.arn}`);
      }
      const document = { ...project.document, statusMessage: 'UNDER_CHANGE', lastModifiedBy: userContext(context) };
      const deleting = { ...project, status: 'DeleteInProgress', modifiedMs: clock.nowMs(), document } as const;
      await projectTable.move(tx, project, deleting);
      await scheduler.schedule(tx, projectWork(project));
    });
    return {};
  };
}
