import { type DeliveryTarget, fileTarget, httpTarget } from '../events/index.ts';

/** Where OpenLineage's own servers take events. */
export const LINEAGE_PATH = '/api/v1/lineage';
const KIND = 'openlineage';

/** `file:<absolute path>`, or the URL of a server; one without a path gets OpenLineage's own. */
export function outgoingTarget(target: string, apiKey: string | undefined): DeliveryTarget {
  if (target.startsWith('file:')) return fileTarget(KIND, target.slice('file:'.length));
  const url = new URL(target);
  if (url.pathname === '/') url.pathname = LINEAGE_PATH;
  const headers: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  return httpTarget({ kind: KIND, url: url.href, headersOf: () => headers });
}
