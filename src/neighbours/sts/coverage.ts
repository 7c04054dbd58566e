import type { DomainCoverage } from '../../api/coverage.ts';

export const coverage: DomainCoverage = {
  sts: {
    AssumeRole: {
      honoured: ['RoleArn', 'RoleSessionName', 'PolicyArns', 'Policy', 'DurationSeconds', 'Tags', 'ExternalId'],
      ignored: {
        SerialNumber: 'There are no MFA devices.',
        TokenCode: 'There are no MFA devices.',
        TransitiveTagKeys: 'Tags of a session end with it.',
        SourceIdentity: 'Sessions are told apart by their names.',
        ProvidedContexts: 'There are no identity providers.',
        MinimumSessionTokenSize: 'Tokens have one size.',
      },
      set: ['Credentials', 'AssumedRoleUser'],
      never: {
        PackedPolicySize: 'Policies are not packed.',
        SourceIdentity: 'Sessions are told apart by their names.',
        SessionTokenUtilization: 'Tokens have one size.',
        SessionTokenSize: 'Tokens have one size.',
      },
    },
    GetCallerIdentity: {
      honoured: [],
      set: ['UserId', 'Account', 'Arn'],
    },
    GetSessionToken: {
      honoured: ['DurationSeconds'],
      ignored: {
        SerialNumber: 'There are no MFA devices.',
        TokenCode: 'There are no MFA devices.',
        MinimumSessionTokenSize: 'Tokens have one size.',
      },
      set: ['Credentials'],
      never: { SessionTokenUtilization: 'Tokens have one size.', SessionTokenSize: 'Tokens have one size.' },
    },
  },
};
