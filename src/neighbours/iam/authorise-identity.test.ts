import { describe, expect, it } from 'vitest';
import type { Principal } from '../../api/operation.ts';
import { authoriseIdentity } from './authorise-identity.ts';

const account = '123456789012';
const job: Principal = {
  kind: 'assumed-role',
  arn: `arn:aws:sts::${account}:assumed-role/SagebrushExecutionRole/SageMaker`,
  account,
  principalId: 'AROATEST:SageMaker',
};
const admin: Principal = { kind: 'user', arn: `arn:aws:iam::${account}:user/admin`, account, principalId: 'AIDATEST' };

describe('authoriseIdentity', () => {
  it.each(['CreateAccessKey', 'CreateUser', 'CreateRole', 'UpdateAssumeRolePolicy', 'PutRolePolicy', 'DeleteRole'])(
    'keeps a job from %s with the keys of its role',
    (operation) => {
      expect(() => authoriseIdentity(job, 'iam', operation)).toThrow(`not authorized to perform: iam:${operation}`);
    },
  );

  it('lets a job read what the SDKs ask for, and use other services', () => {
    for (const operation of ['GetRole', 'ListRoles', 'SimulatePrincipalPolicy'])
      authoriseIdentity(job, 'iam', operation);
    authoriseIdentity(job, 'sagemaker', 'CreateTrainingJob');
  });

  it('lets users manage identities', () => {
    authoriseIdentity(admin, 'iam', 'CreateAccessKey');
  });
});
