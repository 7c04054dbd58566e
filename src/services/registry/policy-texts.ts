import { validationException } from '../../api/errors.ts';

/** The policy operations have words of their own for a group that is not there; CloudFormation's handler matches on them. */
export const cannotFindGroup = (groupArn: string) =>
  validationException(`Cannot find Model Package Group: ${groupArn}`);

export const cannotFindPolicy = (groupArn: string) =>
  validationException(`Cannot find resource policy for: ${groupArn}`);
