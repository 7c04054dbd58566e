import type {
  CreateModelPackageGroupInput,
  CreateModelPackageInput,
  ModelApprovalStatus,
  UserContext,
} from '../../api/generated/sagemaker-types.ts';
import { RecordTable, type ResourceRecord } from '../../store/sql/record-table.ts';

export interface GroupDocument {
  readonly request: Omit<CreateModelPackageGroupInput, 'Tags'>;
  readonly createdBy: UserContext;
}

/** The highest version number ever given in the group; it only grows. */
export type GroupColumns = { last_version: number };

export interface PackageDocument {
  /** What the package holds now: the request as it came, with the changes of later updates. */
  readonly content: Omit<CreateModelPackageInput, 'Tags' | 'ClientToken' | 'ModelApprovalStatus'>;
  readonly createdBy: UserContext;
  readonly approvalDescription?: string | undefined;
  readonly lastModifiedBy?: UserContext | undefined;
}

/** `kind` tells versions of groups from packages that stand alone; those have version 0 and no approval. */
export type PackageColumns = {
  kind: 'Versioned' | 'Unversioned';
  version: number;
  approval_status: ModelApprovalStatus | '';
};

export type GroupRecord = ResourceRecord<GroupDocument, GroupColumns>;
export type PackageRecord = ResourceRecord<PackageDocument, PackageColumns>;

export const groupTable = new RecordTable<GroupDocument, GroupColumns>('model_package_groups', ['last_version']);
export const packageTable = new RecordTable<PackageDocument, PackageColumns>('model_packages', [
  'kind',
  'version',
  'approval_status',
]);
