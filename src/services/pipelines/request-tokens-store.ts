import { createHash } from 'node:crypto';
import { conflictException } from '../../api/errors.ts';
import type { OperationContext } from '../../api/operation.ts';
import type { Clock } from '../../base/clock.ts';
import { sortedJson } from '../../base/json.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';

/** How long a ClientRequestToken is remembered. AWS does not tell its own. */
const TOKEN_LIFE_MS = 24 * 3_600_000;

type TokenRow = {
  account: string;
  region: string;
  operation: string;
  token: string;
  input_hash: string;
  output: string;
  creation_ms: number;
};
type TokenTables = { pipeline_request_tokens: TokenRow };

export interface TokenRequest {
  readonly operation: string;
  readonly input: { readonly ClientRequestToken: string };
  readonly context: OperationContext;
}

/**
 * Does a thing once for each ClientRequestToken. `prepare` checks and reads what is needed and answers the output with
 * the writes that bring it about. The same request again gets the first one's output, without a second effect; another
 * request with the same token is refused with ConflictException.
 */
export async function once<Output>(
  store: SqlStore,
  clock: Clock,
  request: TokenRequest,
  prepare: () => Promise<{ readonly output: Output; readonly effect: (tx: SqlTransaction) => Promise<void> }>,
): Promise<Output> {
  const earlier = await findAnswer<Output>(store, clock, request);
  if (earlier) return earlier.output;
  const { output, effect } = await prepare();
  const isFirst = await store.transaction(async (tx) => {
    if (!(await claim(tx, clock, request, output))) return false;
    await effect(tx);
    return true;
  });
  if (isFirst) return output;
  // Another call with the token came in between, and has committed.
  const rival = await findAnswer<Output>(store, clock, request);
  if (!rival) throw conflictException('A request with the same ClientRequestToken is being processed.');
  return rival.output;
}

/** Of the input without its token, in any order of members. */
function hashOf({ ClientRequestToken, ...members }: TokenRequest['input']): string {
  return createHash('sha256').update(sortedJson(members)).digest('hex');
}

async function findAnswer<Output>(
  store: SqlStore,
  clock: Clock,
  { operation, input, context }: TokenRequest,
): Promise<{ readonly output: Output } | undefined> {
  const row = await store.reader
    .withTables<TokenTables>()
    .selectFrom('pipeline_request_tokens')
    .select(['input_hash', 'output'])
    .where('account', '=', context.account)
    .where('region', '=', context.region)
    .where('operation', '=', operation)
    .where('token', '=', input.ClientRequestToken)
    .where('creation_ms', '>', clock.nowMs() - TOKEN_LIFE_MS)
    .executeTakeFirst();
  if (!row) return undefined;
  if (row.input_hash !== hashOf(input)) {
    throw conflictException(
      `ClientRequestToken ${input.ClientRequestToken} was used before for another ${operation} request.`,
    );
  }
  return { output: JSON.parse(row.output) as Output };
}

async function claim(tx: SqlTransaction, clock: Clock, request: TokenRequest, output: unknown): Promise<boolean> {
  const nowMs = clock.nowMs();
  const tables = tx.db.withTables<TokenTables>();
  await tables
    .deleteFrom('pipeline_request_tokens')
    .where('creation_ms', '<=', nowMs - TOKEN_LIFE_MS)
    .execute();
  const result = await tables
    .insertInto('pipeline_request_tokens')
    .values({
      account: request.context.account,
      region: request.context.region,
      operation: request.operation,
      token: request.input.ClientRequestToken,
      input_hash: hashOf(request.input),
      output: JSON.stringify(output),
      creation_ms: nowMs,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}
