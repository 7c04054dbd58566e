import { ApiError, type ServerClient } from './server-client.ts';

/**
 * The ARN of a policy that was given as ARN or by name: one of AWS's own, else one of the account. Asks for it, so that a
 * policy that is not there is told of before anything is made.
 */
export async function policyArnOf(client: ServerClient, nameOrArn: string): Promise<string> {
  const named = (owner: string) => `arn:${client.partition}:iam::${owner}:policy/${nameOrArn}`;
  const candidates = nameOrArn.startsWith('arn:') ? [nameOrArn] : [named('aws'), named(client.account)];
  let refusal: ApiError | undefined;
  for (const PolicyArn of candidates) {
    try {
      await client.query('iam', 'GetPolicy', { PolicyArn });
      return PolicyArn;
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'NoSuchEntity') throw error;
      refusal = error;
    }
  }
  throw refusal;
}
