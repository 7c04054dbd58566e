import { createHash } from 'node:crypto';
import { conflictException } from '../../api/errors.ts';
import type { Scope } from '../../base/arn.ts';
import { sortedJson } from '../../base/json.ts';
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

/** A request with a token, which belongs to the operation: two operations may be asked with the same. */
export interface TokenRequest {
  readonly operation: 'CreateModelPackage' | 'UpdateModelPackage';
  readonly input: { readonly ClientToken?: string | undefined };
}

/** The package that an earlier request of the same token was about. Throws ConflictException when that asked for something else. */
export async function packageOfToken(
  tx: SqlTransaction,
  scope: Scope,
  request: TokenRequest,
  nowMs: number,
): Promise<string | undefined> {
  const token = keptToken(request);
  if (token === undefined) return undefined;
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
    .where('token', '=', token)
    .executeTakeFirst();
  if (row && row.request_hash !== requestHash(request)) {
    throw conflictException(
      `The ClientToken ${request.input.ClientToken} was already used by a request with other parameters.`,
    );
  }
  return row?.package_arn;
}

/** False when another request of the same token was faster. */
export async function rememberToken(
  tx: SqlTransaction,
  scope: Scope,
  request: TokenRequest,
  packageArn: string,
  nowMs: number,
): Promise<boolean> {
  const token = keptToken(request);
  if (token === undefined) return true;
  const result = await tx.db
    .withTables<TokenTables>()
    .insertInto('model_package_tokens')
    .values({
      account: scope.account,
      region: scope.region,
      token,
      request_hash: requestHash(request),
      package_arn: packageArn,
      creation_ms: nowMs,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** Forgets the tokens of a package's requests, when it is deleted. */
export async function forgetTokens(tx: SqlTransaction, packageArn: string): Promise<void> {
  await tx.db
    .withTables<TokenTables>()
    .deleteFrom('model_package_tokens')
    .where('package_arn', '=', packageArn)
    .execute();
}

/** Creations came first, and their tokens are kept as they are. */
function keptToken({ operation, input: { ClientToken } }: TokenRequest): string | undefined {
  return operation === 'CreateModelPackage' || ClientToken === undefined ? ClientToken : `${operation}/${ClientToken}`;
}

function requestHash({ input: { ClientToken, ...rest } }: TokenRequest): string {
  return createHash('sha256').update(sortedJson(rest)).digest('hex');
}
