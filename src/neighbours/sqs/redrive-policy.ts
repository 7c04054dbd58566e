/** After how many receives a message goes to which queue. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

const RECEIVES_MAX = 1000;

/** Undefined for a text that is no redrive policy. maxReceiveCount may be written as a text, as clients do. */
export function parseRedrivePolicy(text: string | undefined): RedrivePolicy | undefined {
  const value = parseObject(text);
  const { deadLetterTargetArn, maxReceiveCount } = value ?? {};
  const count = typeof maxReceiveCount === 'string' ? Number(maxReceiveCount) : maxReceiveCount;
  if (typeof deadLetterTargetArn !== 'string' || typeof count !== 'number') return undefined;
  if (!Number.isInteger(count) || count < 1 || count > RECEIVES_MAX) return undefined;
  return { deadLetterTargetArn, maxReceiveCount: count };
}

/** Which queues may name this one as the place for their dead letters. */
export interface RedriveAllowPolicy {
  readonly redrivePermission: 'allowAll' | 'denyAll' | 'byQueue';
  readonly sourceQueueArns: readonly string[];
}

/** Queues that byQueue may name. */
const SOURCES_MAX = 10;

/** Undefined for a text that is no such policy. */
export function parseRedriveAllowPolicy(text: string | undefined): RedriveAllowPolicy | undefined {
  const { redrivePermission: permission, sourceQueueArns: sources = [] } = parseObject(text) ?? {};
  if (permission !== 'allowAll' && permission !== 'denyAll' && permission !== 'byQueue') return undefined;
  if (!Array.isArray(sources) || !sources.every((source): source is string => typeof source === 'string'))
    return undefined;
  const fits = permission === 'byQueue' ? sources.length > 0 && sources.length <= SOURCES_MAX : sources.length === 0;
  return fits ? { redrivePermission: permission, sourceQueueArns: sources } : undefined;
}

/** Whether a queue with that allow policy takes dead letters of the source. Without a policy it takes all. */
export function takesDeadLettersOf(allowPolicy: string | undefined, sourceArn: string): boolean {
  const policy = parseRedriveAllowPolicy(allowPolicy);
  if (!policy || policy.redrivePermission === 'allowAll') return true;
  return policy.redrivePermission === 'byQueue' && policy.sourceQueueArns.includes(sourceArn);
}

function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
