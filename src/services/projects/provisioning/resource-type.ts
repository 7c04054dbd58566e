import type { Tag } from '../../../api/generated/sagemaker-types.ts';
import type { OperationContext } from '../../../api/operation.ts';
import type { JsonObject, JsonValue } from '../../../base/json.ts';
import type { ResourceFacts } from '../template/check-template.ts';

/** What can't be made, changed or taken away, and why. The project fails with it; nothing is tried again. */
export class ProvisioningError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProvisioningError';
  }
}

/** The project that a resource belongs to. */
export interface ProjectIdentity {
  readonly projectId: string;
  readonly projectName: string;
  readonly projectArn: string;
  /** The product whose folder holds the seed code, if it is one. */
  readonly productId: string | undefined;
}

/** A resource as its type sees it. */
export interface Place {
  readonly project: ProjectIdentity;
  readonly logicalId: string;
  readonly name: string;
  readonly properties: JsonObject;
  readonly metadata: JsonObject;
  /** Name and id of the project. */
  readonly tags: readonly Tag[];
  /** In whose name it is made. */
  readonly context: OperationContext;
  /** It was seen to be made: whatever has its name is it. */
  readonly isMade: boolean;
  /** When its name was written down; it can't be older. */
  readonly namedMs: number;
}

/** What other resources can refer to. */
export interface Made {
  readonly reference: JsonValue;
  readonly attributes: JsonObject;
}

/**
 * A type of resource. Every step may be repeated: the engine may die after it and before its outcome is written down.
 * Steps throw ServiceError or ProvisioningError for what will not pass by itself.
 */
export interface ResourceType extends ResourceFacts {
  readonly type: string;
  /** The property that names it; one that nobody named is given the proposed name. */
  readonly nameProperty: string;
  readonly nameLengthMax: number;
  readonly isNameLowerCase: boolean;
  /** Refuses what can be told from the declaration alone, when the project is created. */
  check?(metadata: JsonObject, productId: string | undefined): void | Promise<void>;
  find(place: Place): Promise<'absent' | 'ours' | 'foreign'>;
  create(place: Place): Promise<void>;
  /** Called after `create` until it is not under way any more. */
  settle(place: Place): Promise<Made | 'under-way'>;
  /** Absent for what has to be made anew to be changed. `settle` is called after it. */
  update?(place: Place, before: JsonObject): Promise<void>;
  /** Called until `find` says that it is absent. */
  remove(place: Place): Promise<void>;
}
