import { validationException } from '../../api/errors.ts';
import { type Scope, sagemakerArn } from '../../base/arn.ts';
import { randomLowerId } from '../../base/ids.ts';
import type { WorkId } from '../../engine/work.ts';

export const PROJECT_KIND = 'project';

/** Tags by which Studio and the lists find what belongs to a project. */
export const PROJECT_NAME_TAG = 'sagemaker:project-name';
export const PROJECT_ID_TAG = 'sagemaker:project-id';

/** The group of all that projects have to say: what is made for them, their builds and deployments. */
export const PROJECT_LOG_GROUP = '/aws/sagemaker/Projects';

export const projectArn = (scope: Scope, name: string) => sagemakerArn(scope, 'project', name);
export const projectWork = ({ arn }: { readonly arn: string }): WorkId => ({ kind: PROJECT_KIND, key: arn });

/** `p-` and twelve lower-case letters or digits, as SageMaker's. */
export const newProjectId = () => `p-${randomLowerId(12)}`;
/** `pp-` and thirteen, as Service Catalog's. */
export const newProvisionedProductId = () => `pp-${randomLowerId(13)}`;

/** DescribeProject's words; Terraform's provider matches on them. */
export const noProjectToDescribe = (arn: string) => validationException(`Project ${arn} does not exist.`);
/** The words of the other operations. */
export const noSuchProject = (arn: string) => validationException(`Cannot find Project: ${arn}`);
