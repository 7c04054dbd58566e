import type { Scope } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import type { LogWriter } from '../../jobs/log-writer.ts';
import { PROJECT_LOG_GROUP } from './project-names.ts';

/** Characters of a line; CloudWatch Logs takes no more than 256 KiB. */
const LINE_MAX = 10_000;

/** A place in the log of all projects: `<project>/<project id>/<what>`. One writer at a time says something there. */
export interface LogPlace extends Scope {
  readonly projectName: string;
  readonly projectId: string;
  /** `provisioning`, `builds/<logical id>` or `deployments/<logical id>`. */
  readonly what: string;
}

/** Says something. What is said again after a crash stands there twice, which is better than not at all. */
export async function say(
  { logs, clock }: { readonly logs: LogWriter; readonly clock: Clock },
  place: LogPlace,
  text: string,
): Promise<void> {
  const stream = `${place.projectName}/${place.projectId}/${place.what}`;
  const timestampMs = clock.nowMs();
  const lines = text.split('\n').map((line) => ({ timestampMs, message: line.slice(0, LINE_MAX) }));
  // There is no source that could be read twice: the offset only has to grow.
  const offset = await logs.sourceOffset(place, PROJECT_LOG_GROUP, stream);
  await logs.append(place, PROJECT_LOG_GROUP, stream, lines, offset + 1);
}
