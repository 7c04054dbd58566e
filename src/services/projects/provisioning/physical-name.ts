import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../base/json.ts';
import { type ProjectIdentity, ProvisioningError, type ResourceType } from './resource-type.ts';

const SUFFIX_LENGTH = 12;

/** The name that the template gives, else one of project and logical id that nothing else in the account has. */
export function physicalName(
  type: ResourceType,
  { projectName, projectId }: ProjectIdentity,
  logicalId: string,
  properties: JsonObject,
): string {
  const given = properties[type.nameProperty];
  if (typeof given === 'string' && given !== '') return given;
  if (given !== undefined) throw new ProvisioningError(`${type.nameProperty} must be a text that is not empty`);
  const suffix = createHash('sha256').update(`${projectId}/${logicalId}`).digest('hex').slice(0, SUFFIX_LENGTH);
  const stem = `${projectName}-${logicalId}`.slice(0, type.nameLengthMax - SUFFIX_LENGTH - 1).replace(/-+$/, '');
  const name = `${stem}-${suffix}`;
  return type.isNameLowerCase ? name.toLowerCase() : name;
}
