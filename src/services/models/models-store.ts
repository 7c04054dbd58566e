import type { CreateModelInput } from '../../api/generated/sagemaker-types.ts';
import type { Principal } from '../../api/operation.ts';
import { RecordTable, type ResourceRecord } from '../../store/sql/record-table.ts';

/** Where a container's model files come from. */
export interface ModelData {
  readonly s3Uri: string;
  /** `archive` is one tar; `prefix` is every object below the URI, laid down as it is. */
  readonly form: 'archive' | 'prefix';
}

/** What a container of the model runs, with its model package already looked up. */
export interface ModelContainer {
  readonly hostname?: string | undefined;
  readonly image: string;
  readonly modelData?: ModelData | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly mode: 'SingleModel' | 'MultiModel';
  /** The model package that it comes from. */
  readonly packageArn?: string | undefined;
  /** The account in whose buckets the model data is; absent for the model's own. A shared package lends its data. */
  readonly dataAccount?: string | undefined;
  /** The same for the scripts of SAGEMAKER_SUBMIT_DIRECTORY, unless the model names others. */
  readonly codeAccount?: string | undefined;
}

/** The containers are kept beside the request, since a package may be deleted after models were made from it. */
export interface ModelDocument {
  readonly request: Omit<CreateModelInput, 'Tags'>;
  readonly containers: readonly ModelContainer[];
  /** Of a model without a role: who made it. Its data is read in that one's name. */
  readonly creator?: Principal | undefined;
}

export type ModelRecord = ResourceRecord<ModelDocument>;

export const modelTable = new RecordTable<ModelDocument>('models');
