import { type ActionsOf, globalArn, textOf } from './called-actions.ts';

const KINDS = [
  ['RoleName', 'role'],
  ['GroupName', 'group'],
  ['UserName', 'user'],
] as const;

/** What is about the caller when it names nobody. */
const OWN: ReadonlySet<string> = new Set([
  ...['GetUser', 'ListAccessKeys', 'CreateAccessKey', 'DeleteAccessKey', 'UpdateAccessKey'],
]);

/** Things that are made at a path, and policies may let somebody make them below one path only. */
const MADE_AT_PATH: ReadonlySet<string> = new Set(['CreateGroup', 'CreatePolicy', 'CreateRole', 'CreateUser']);

/**
 * What a call of IAM does. Requests name things that are there without their path, so these ARNs have none: whoever
 * decides puts in the ARN that the thing really has.
 */
export function iamActions(operation: string): ActionsOf {
  const action = `iam:${operation}`;
  return (input, scope) => {
    const path = (MADE_AT_PATH.has(operation) && textOf(input, 'Path')) || '/';
    for (const [member, kind] of KINDS) {
      const name = textOf(input, member);
      if (name !== undefined) return [{ action, resource: globalArn(scope, 'iam', `${kind}${path}${name}`) }];
    }
    const arn = textOf(input, 'PolicyArn') ?? textOf(input, 'PolicySourceArn');
    if (arn !== undefined) return [{ action, resource: arn }];
    const policy = operation === 'CreatePolicy' ? textOf(input, 'PolicyName') : undefined;
    if (policy !== undefined) return [{ action, resource: globalArn(scope, 'iam', `policy${path}${policy}`) }];
    return [{ action, resource: OWN.has(operation) ? OWN_USER : '*' }];
  };
}

/** Stands for the ARN of whoever calls. */
export const OWN_USER = 'caller';
