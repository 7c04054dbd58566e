import type { DomainCoverage } from '../../api/coverage.ts';

export const coverage: DomainCoverage = {
  organizations: {
    CloseAccount: {
      honoured: ['AccountId'],
    },
    CreateAccount: {
      honoured: ['Email', 'AccountName', 'RoleName'],
      ignored: { IamUserAccessToBilling: 'There is nothing to pay.', Tags: 'Accounts carry no tags.' },
      set: ['CreateAccountStatus'],
    },
    DescribeAccount: {
      honoured: ['AccountId'],
      set: ['Account'],
    },
    DescribeCreateAccountStatus: {
      honoured: ['CreateAccountRequestId'],
      set: ['CreateAccountStatus'],
    },
    DescribeOrganization: {
      honoured: [],
      set: ['Organization'],
    },
    ListAccounts: {
      honoured: ['NextToken', 'MaxResults'],
      set: ['Accounts', 'NextToken'],
    },
  },
};
