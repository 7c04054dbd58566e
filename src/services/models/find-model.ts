import { validationException } from '../../api/errors.ts';
import { type Scope, sagemakerArn } from '../../base/arn.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { type ModelRecord, modelTable } from './models-store.ts';

export const modelArn = (scope: Scope, name: string) => sagemakerArn(scope, 'model', name);

/** The words of every operation for a model that is not there; SDKs match on "Could not find". */
export const noSuchModel = (arn: string) => validationException(`Could not find model "${arn}".`);

/** The model of this name. Throws ValidationException. */
export async function findModel(store: SqlStore, scope: Scope, name: string): Promise<ModelRecord> {
  const model = await modelTable.find(store, scope, name);
  if (!model) throw noSuchModel(modelArn(scope, name));
  return model;
}
