import { createHash } from 'node:crypto';
import { conflictException } from '../../api/errors.ts';
import type { CreateModelPackageInput } from '../../api/generated/sagemaker-types.ts';
import type { Scope } from '../../base/arn.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';

/** A token means the same request for this long; after that it may be used again. */
const REMEMBERED_MS = 24 * 3600 * 1000;

type TokenRow = {
  account: string;
  region: string;
  token: string;
  request_hash: string;
  package_arn: string;
  creation_ms: number;
};
type TokenTables = { model_package_tokens: TokenRow };

/** The package that an earlier request of the same token made. Throws ConflictException when that asked for something else. */
export async function packageOfToken(
  tx: SqlTransaction,
  scope: Scope,
  input: CreateModelPackageInput,
  nowMs: number,
): Promise<string | undefined> {
  if (input.ClientToken === undefined) return undefined;
  const tokens = tx.db.withTables<TokenTables>();
  await tokens
    .deleteFrom('model_package_tokens')
    .where('creation_ms', '<', nowMs - REMEMBERED_MS)
    .execute();
  const row = await tokens
    .selectFrom('model_package_tokens')
    .selectAll()
    .where('account', '=', scope.account)
    .where('region', '=', scope.region)
    .where('token', '=', input.ClientToken)
    .executeTakeFirst();
  if (row && row.request_hash !== requestHash(input)) {
    throw conflictException(
      `The ClientToken ${input.ClientToken} was already used by a request with other parameters.`,
    );
  }
  return row?.package_arn;
}

/** False when another request of the same token was faster. */
export async function rememberToken(
  tx: SqlTransaction,
  scope: Scope,
  input: CreateModelPackageInput,
  packageArn: string,
  nowMs: number,
): Promise<boolean> {
  if (input.ClientToken === undefined) return true;
  const result = await tx.db
    .withTables<TokenTables>()
    .insertInto('model_package_tokens')
    .values({
      account: scope.account,
      region: scope.region,
      token: input.ClientToken,
      request_hash: requestHash(input),
      package_arn: packageArn,
      creation_ms: nowMs,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** Forgets the tokens that made a package, when it is deleted. */
export async function forgetTokens(tx: SqlTransaction, packageArn: string): Promise<void> {
  await tx.db
    .withTables<TokenTables>()
    .deleteFrom('model_package_tokens')
    .where('package_arn', '=', packageArn)
    .execute();
}

function requestHash({ ClientToken, ...rest }: CreateModelPackageInput): string {
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex');
}
