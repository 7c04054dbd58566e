import { validationException } from '../../api/errors.ts';
import { type Scope, sagemakerArn } from '../../base/arn.ts';

export const codeRepositoryArn = (scope: Scope, name: string) => sagemakerArn(scope, 'code-repository', name);

/** Terraform's provider matches on "Cannot find CodeRepository". */
export const noSuchCodeRepository = (arn: string) => validationException(`Cannot find CodeRepository: "${arn}"`);
