import { validationException } from '../../../api/errors.ts';
import type {
  DeleteTrialComponentRequest,
  DeleteTrialComponentResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { removeTags } from '../../tags/index.ts';
import { ExperimentKind } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { componentTable } from '../experiments-store.ts';
import { findForUpdate } from '../find-entity.ts';
import { hasLinks } from '../links-store.ts';
import { purgeRemovedSeries, removeMetrics } from '../metrics/removed-series.ts';

/** Removes a component that is in no trial, with its tags and metrics. */
export function deleteTrialComponent({
  store,
  removeEdges,
}: ExperimentsDeps): Operation<DeleteTrialComponentRequest, DeleteTrialComponentResponse> {
  return async (input, context) => {
    const arn = await store.transaction(async (tx) => {
      const record = await findForUpdate(store, tx, ExperimentKind.Component, context, input.TrialComponentName);
      if (await hasLinks(tx, context, 'component_key', record.name)) {
        throw validationException(
          `TrialComponent '${record.arn}' is linked to 1 or more trials and cannot be deleted.`,
        );
      }
      await componentTable.delete(tx, context, record.name);
      await removeTags(tx, record.arn);
      await removeMetrics(tx, record);
      await removeEdges?.(tx, context, record.arn);
      return record.arn;
    });
    await purgeRemovedSeries(store);
    return { TrialComponentArn: arn };
  };
}
