import type { ServerConfig } from './config/server-config.ts';
import { type EventsDomain, type EventsParts, eventsDomain } from './services/events/index.ts';
import type { Listeners } from './services/job-news.ts';
import { outgoingTarget, runRecorder } from './services/openlineage/index.ts';

/** What is told to the outside, and to whom. */
export interface Outgoing {
  readonly domain: EventsDomain;
  readonly listeners: Listeners;
}

export type OutgoingSettings = Pick<ServerConfig, 'eventsTo' | 'eventsSecret' | 'openlineage' | 'openlineageApiKey'>;

/** Events of changes and OpenLineage's run events share one outbox. Without targets there are no listeners. */
export function buildOutgoing(
  parts: Omit<EventsParts, 'targets' | 'secret' | 'furtherTargets'>,
  { eventsTo, eventsSecret = '', openlineage, openlineageApiKey }: OutgoingSettings,
): Outgoing {
  const lineageTargets = openlineage === undefined ? [] : [outgoingTarget(openlineage, openlineageApiKey)];
  const domain = eventsDomain({ ...parts, targets: eventsTo, secret: eventsSecret, furtherTargets: lineageTargets });
  const names = lineageTargets.map(({ name }) => name);
  return {
    domain,
    listeners: {
      events: domain.recorder,
      runs: names.length > 0 ? runRecorder(domain.outbox, names) : undefined,
    },
  };
}
