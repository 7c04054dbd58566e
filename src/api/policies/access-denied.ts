import { ServiceError } from '../../base/errors.ts';
import { type ServiceName, serviceModel } from '../model.ts';
import type { CalledAction } from './actions/called-actions.ts';
import type { PolicySource, Refusal } from './decide.ts';

const NAMES: Readonly<Record<PolicySource, string>> = {
  identity: 'identity-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  resource: 'resource-based policy',
};

/** The refusal of an action in the code, status and words that the called service has for it. */
export function accessDenied(
  service: ServiceName,
  principalArn: string,
  { action, resource }: CalledAction,
  refusal: Refusal,
): ServiceError {
  const { protocol } = serviceModel(service).service;
  // S3 puts the resource in quotes, and the others nothing where there is none.
  const about = protocol === 'rest-xml' ? ` on resource: "${resource}"` : ` on resource: ${resource}`;
  const text = `User: ${principalArn} is not authorized to perform: ${action}${about} ${reasonOf(action, refusal)}`;
  const isQuery = protocol === 'query' || protocol === 'rest-xml';
  return new ServiceError(isQuery ? 'AccessDenied' : 'AccessDeniedException', text, protocol === 'json' ? 400 : 403);
}

function reasonOf(action: string, { source, isExplicit }: Refusal): string {
  if (!isExplicit) return `because no ${NAMES[source]} allows the ${action} action`;
  return `with an explicit deny in ${source === 'identity' ? 'an' : 'a'} ${NAMES[source]}`;
}
