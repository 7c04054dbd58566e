import type { Authorise } from '../../../api/identity.ts';
import type { OperationContext } from '../../../api/operation.ts';
import { ServiceError } from '../../../base/errors.ts';
import { arnOfEnd, type EndFacts } from '../../lineage/index.ts';
import { edgesOf } from './event-edges.ts';
import { artifactFacts } from './incoming-entities.ts';
import type { IncomingEvent } from './parse-event.ts';
import type { UpdateRefusals } from './record-event.ts';

/**
 * Whoever sends an event must be allowed to make by hand all that it makes: throws the ServiceError that refuses it. Gives
 * what refuses to change the actions that may be there already.
 */
export async function authoriseEvent(
  authorise: Authorise,
  context: OperationContext,
  event: IncomingEvent,
): Promise<UpdateRefusals> {
  const may = async (operation: string, input: Readonly<Record<string, unknown>>) =>
    authorise(context.principal, 'sagemaker', operation, input, context);
  const edges = edgesOf(event, () => 'Unknown');
  const alone =
    edges.length > 0 ? [] : event.outputs.map((one): EndFacts => ({ kind: 'artifact', ...artifactFacts(one) }));
  const ends = [...edges.flatMap(({ source, destination }) => [source, destination]), ...alone];
  const refusals = new Map<string, ServiceError>();
  for (const end of new Map(ends.map((one) => [arnOfEnd(context, one), one])).values()) {
    switch (end.kind) {
      case 'artifact':
        await may('CreateArtifact', { Source: { SourceUri: end.uri }, ArtifactType: end.type });
        break;
      case 'context':
        await may('CreateContext', { ContextName: end.name, ContextType: end.type, Source: end.source });
        break;
      case 'action': {
        await may('CreateAction', { ActionName: end.name, ActionType: end.type, Source: end.source });
        const refusal = await refusalOf(may('UpdateAction', { ActionName: end.name }));
        if (refusal) refusals.set(end.name, refusal);
      }
    }
  }
  for (const { source, destination, type: AssociationType } of edges) {
    const arns = { SourceArn: arnOfEnd(context, source), DestinationArn: arnOfEnd(context, destination) };
    await may('AddAssociation', { ...arns, AssociationType });
  }
  return refusals;
}

async function refusalOf(decided: Promise<void>): Promise<ServiceError | undefined> {
  try {
    await decided;
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError && error.status < 500) return error;
    throw error;
  }
}
