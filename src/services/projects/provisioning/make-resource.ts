import type { JsonObject } from '../../../base/json.ts';
import type { SqlTransaction } from '../../../store/sql/sql-store.ts';
import type { ProjectsParts } from '../projects-parts.ts';
import type { ProjectRecord } from '../projects-store.ts';
import type { ResourceDeclaration } from '../template/template.ts';
import { physicalName } from './physical-name.ts';
import { identityOf, placeOf } from './place-of.ts';
import { ProvisioningError, type ResourceType } from './resource-type.ts';
import { putResource, type ResourceRow, removeResource } from './resources-store.ts';

/** What one step did: what to write down, what to say, and whether to wait before the next. */
export interface Step {
  readonly write: (tx: SqlTransaction) => Promise<void>;
  readonly said?: string;
  readonly isUnderWay?: boolean;
}

const UNDER_WAY: Step = { write: async () => {}, isUnderWay: true };

/** Names a resource and writes it down, before anything is made. Throws ProvisioningError when there is one of the name. */
export async function nameResource(
  parts: ProjectsParts,
  project: ProjectRecord,
  declaration: ResourceDeclaration,
  properties: JsonObject,
  position: number,
): Promise<Step> {
  const { logicalId, metadata, deletionPolicy } = declaration;
  const type = typeOf(parts, declaration.type);
  const row: ResourceRow = {
    ...{ projectId: project.document.projectId, logicalId, position, type: type.type, status: 'Named' },
    physicalName: physicalName(type, identityOf(project), logicalId, properties),
    ...{ properties, metadata, deletionPolicy, namedMs: parts.clock.nowMs() },
  };
  const place = placeOf(parts, project, row);
  // What carries the project's own tags already was left by a resource that was taken out and kept.
  if ((await type.find(place)) !== 'absent') throw new ProvisioningError(`${row.physicalName} already exists`);
  return { write: (tx) => putResource(tx, row), said: said(row, 'CREATE_IN_PROGRESS') };
}

/** Makes what is named, or finds that it was made. */
export async function makeResource(parts: ProjectsParts, project: ProjectRecord, row: ResourceRow): Promise<Step> {
  const type = typeOf(parts, row.type);
  const place = placeOf(parts, project, row);
  const found = await type.find(place);
  if (found === 'foreign') throw new ProvisioningError(`${row.physicalName} already exists`);
  if (found === 'absent') await type.create(place);
  const made = await type.settle(place);
  if (made === 'under-way') return UNDER_WAY;
  const { reference, attributes } = made;
  return {
    write: (tx) => putResource(tx, { ...row, status: 'Made', reference, attributes }),
    said: said(row, 'CREATE_COMPLETE'),
  };
}

/** Writes down that a resource is to have other properties. Throws ProvisioningError when it can't be changed. */
export function planChange(
  parts: ProjectsParts,
  project: ProjectRecord,
  row: ResourceRow,
  { type: typeName, metadata, deletionPolicy }: ResourceDeclaration,
  properties: JsonObject,
): Step {
  const type = typeOf(parts, row.type);
  const name = physicalName(type, identityOf(project), row.logicalId, properties);
  const isOther = typeName !== row.type || name !== row.physicalName;
  if (isOther || !type.update) {
    throw new ProvisioningError('the change would need it to be made anew, which is not supported');
  }
  const before = row.changedFrom ?? row.properties;
  return {
    write: (tx) =>
      putResource(tx, { ...row, status: 'Changing', properties, metadata, deletionPolicy, changedFrom: before }),
    said: said(row, 'UPDATE_IN_PROGRESS'),
  };
}

export async function changeResource(parts: ProjectsParts, project: ProjectRecord, row: ResourceRow): Promise<Step> {
  const type = typeOf(parts, row.type);
  await type.update?.(placeOf(parts, project, row), row.changedFrom ?? {});
  const { changedFrom: _, ...changed } = row;
  return { write: (tx) => putResource(tx, { ...changed, status: 'Named' }) };
}

/** Takes a resource away; one that is kept is only forgotten. */
export async function removeOne(
  parts: ProjectsParts,
  project: ProjectRecord,
  row: ResourceRow,
  isKept: boolean,
): Promise<Step> {
  const forget = (tx: SqlTransaction) => removeResource(tx, row);
  if (isKept) return { write: forget, said: said(row, 'DELETE_SKIPPED') };
  const type = typeOf(parts, row.type);
  const place = placeOf(parts, project, row);
  const found = await type.find(place);
  if (found === 'foreign') return { write: forget, said: said(row, 'DELETE_SKIPPED', "it is not the project's") };
  if (found === 'ours') {
    await type.remove(place);
    if ((await type.find(place)) === 'ours') return UNDER_WAY;
  }
  return { write: forget, said: said(row, 'DELETE_COMPLETE') };
}

export function said({ logicalId, type, physicalName: name }: ResourceRow, what: string, why = ''): string {
  return [what, type, logicalId, name, why].filter(Boolean).join(' ');
}

function typeOf({ types }: ProjectsParts, name: string): ResourceType {
  const type = types.get(name);
  // A server of an older version than the one that took the template.
  if (!type) throw new ProvisioningError(`the type ${name} is not supported by this server`);
  return type;
}
