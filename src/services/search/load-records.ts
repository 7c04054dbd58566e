import type { SearchRecord, Tag, TrialComponent } from '../../api/generated/sagemaker-types.ts';
import type { OperationContext } from '../../api/operation.ts';
import { parseArn, type Scope } from '../../base/arn.ts';
import { ServiceError } from '../../base/errors.ts';
import { trialsOfComponents } from '../experiments/index.ts';
import { tagsOf } from '../tags/index.ts';
import { fitToShape, modelShape } from './properties/record-shape.ts';
import { executionParameters, sourceDetail, trialComponents } from './record-details.ts';
import type { SearchDeps } from './search-deps.ts';
import type { SearchedType } from './searched-types.ts';

/** A resource as Search shows it: the record that is the value of the type's member. */
export type LoadedRecord = Readonly<Record<string, unknown>>;

/** Of what is not there, and of types that are not built, there is nothing. */
const NOT_THERE: ReadonlySet<string> = new Set(['ResourceNotFound', 'ValidationException', 'NotImplemented']);

/**
 * Resources of one type, account and region by their ARNs (lower case), as their Describe operation tells them, with
 * what only Search shows: tags, parents. Those that are not there are left out. `withDetails` adds the members that
 * can be seen and not searched by.
 */
export async function loadRecords(
  deps: SearchDeps,
  type: SearchedType,
  scope: Scope,
  arnKeys: readonly string[],
  withDetails: boolean,
): Promise<Map<string, LoadedRecord>> {
  const context = contextOf(scope);
  const [described, tags, parents] = await Promise.all([
    Promise.all(arnKeys.map((arnKey) => describe(deps, type, arnKey, context))),
    hasTags(type) ? tagsOf(deps.store.reader, arnKeys) : NOTHING,
    type.member === 'TrialComponent' ? trialsOfComponents(deps.store.reader, scope, arnKeys.map(nameOf)) : NOTHING,
  ]);
  const records = new Map<string, LoadedRecord>();
  const complete = async (arnKey: string, record: object | undefined) => {
    if (!record) return;
    const Tags: Tag[] | undefined = tags.get(arnKey);
    const Parents: TrialComponent['Parents'] = parents.get(nameOf(arnKey));
    const details = await detailsOf(deps, type, record, context, withDetails);
    const whole = { ...record, ...(Tags && { Tags }), ...(Parents && { Parents }), ...details };
    records.set(arnKey, fitToShape(whole, modelShape(type.shape)) as LoadedRecord);
  };
  await Promise.all(arnKeys.map((arnKey, index) => complete(arnKey, described[index])));
  return records;
}

const hasTags = (type: SearchedType) => modelShape(type.shape).members?.['Tags'] !== undefined;

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();
const nameOf = (arnKey: string) => arnKey.slice(arnKey.lastIndexOf('/') + 1);

async function describe(
  { sagemaker }: SearchDeps,
  type: SearchedType,
  arnKey: string,
  context: OperationContext,
): Promise<object | undefined> {
  const { resource = '' } = parseArn(arnKey) ?? {};
  try {
    return await type.describe(sagemaker, resource.slice(resource.indexOf('/') + 1), context, arnKey);
  } catch (error) {
    if (error instanceof ServiceError && NOT_THERE.has(error.code)) return undefined;
    throw error;
  }
}

/** What more Search tells of a resource than its Describe operation. */
async function detailsOf(
  { sagemaker }: SearchDeps,
  type: SearchedType,
  record: object,
  context: OperationContext,
  withDetails: boolean,
): Promise<Partial<NonNullable<SearchRecord[keyof SearchRecord]>>> {
  if (type.member === 'PipelineExecution') return executionParameters(sagemaker, record, context);
  if (!withDetails) return {};
  if (type.member === 'TrialComponent') return sourceDetail(sagemaker, record, context);
  return type.member === 'Trial' ? trialComponents(sagemaker, record, context) : {};
}

/** The index reads on behalf of nobody: who may see a result was settled when Search was called. */
function contextOf({ account, region }: Scope): OperationContext {
  const principal = { kind: 'service', arn: 'search.sagemaker.amazonaws.com', account, principalId: 'search' } as const;
  return { account, region, principal, requestId: 'search', endpoint: '' };
}
