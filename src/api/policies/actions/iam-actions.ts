import { type ActionsOf, globalArn, textOf } from './called-actions.ts';

const KINDS = [
  ['RoleName', 'role/'],
  ['GroupName', 'group/'],
  ['UserName', 'user/'],
] as const;

/** What is about the caller when it names nobody. */
const OWN: ReadonlySet<string> = new Set([
  ...['GetUser', 'ListAccessKeys', 'CreateAccessKey', 'DeleteAccessKey', 'UpdateAccessKey'],
]);

/**
 * What a call of IAM does. Requests name things without their path, so these ARNs have none: whoever decides puts in the
 * ARN that the thing really has.
 */
export function iamActions(operation: string): ActionsOf {
  const action = `iam:${operation}`;
  return (input, scope) => {
    for (const [member, prefix] of KINDS) {
      const name = textOf(input, member);
      if (name !== undefined) return [{ action, resource: globalArn(scope, 'iam', `${prefix}${name}`) }];
    }
    const arn = textOf(input, 'PolicyArn') ?? textOf(input, 'PolicySourceArn');
    if (arn !== undefined) return [{ action, resource: arn }];
    const policy = operation === 'CreatePolicy' ? textOf(input, 'PolicyName') : undefined;
    if (policy !== undefined) return [{ action, resource: globalArn(scope, 'iam', `policy/${policy}`) }];
    return [{ action, resource: OWN.has(operation) ? OWN_USER : '*' }];
  };
}

/** Stands for the ARN of whoever calls. */
export const OWN_USER = 'caller';
