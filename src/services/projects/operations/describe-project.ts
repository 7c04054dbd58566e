import type { DescribeProjectInput, DescribeProjectOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { noProjectToDescribe, projectArn } from '../project-names.ts';
import { describedProject } from '../project-shapes.ts';
import type { ProjectsParts } from '../projects-parts.ts';
import { projectTable } from '../projects-store.ts';

/** A deleted project still answers, until its name is taken again. */
export function describeProject({ store }: ProjectsParts): Operation<DescribeProjectInput, DescribeProjectOutput> {
  return async (input, context) => {
    const project = await projectTable.find(store, context, input.ProjectName);
    if (!project) throw noProjectToDescribe(projectArn(context, input.ProjectName));
    return describedProject(project);
  };
}
