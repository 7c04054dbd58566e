import type { ProcessingInput } from '../../api/generated/sagemaker-types.ts';
import type { JobOutcome } from '../../jobs/job-events.ts';
import type { ArtifactFacts } from '../lineage/index.ts';
import type { ProcessingDocument } from './processing-store.ts';

/** What a processing job was made of: its image, its data and its code. */
export function processingInputs(job: ProcessingDocument): ArtifactFacts[] {
  const inputs = (job.ProcessingInputs ?? []).flatMap((input) =>
    input.S3Input ? [{ uri: input.S3Input.S3Uri, type: holdsProgram(input, job) ? 'Code' : 'DataSet' }] : [],
  );
  return [{ uri: job.AppSpecification.ImageUri, type: 'Image' }, ...inputs];
}

/** An input is code, not data, when the command runs something from it: `python3 /opt/ml/processing/input/code/run.py`. */
function holdsProgram({ S3Input }: ProcessingInput, { AppSpecification }: ProcessingDocument): boolean {
  const path = S3Input?.LocalPath?.replace(/\/+$/, '');
  return AppSpecification.ContainerEntrypoint?.some((word) => path && word.startsWith(`${path}/`)) ?? false;
}

/** What a processing job has left. What its application sends by itself is there when the job says so by its end. */
export function processingOutputs(job: ProcessingDocument, outcome: JobOutcome): ArtifactFacts[] {
  const sent = new Set(Object.values(outcome.artifacts));
  return (job.ProcessingOutputConfig?.Outputs ?? []).flatMap(({ AppManaged, S3Output }) => {
    const uri = S3Output?.S3Uri;
    const isThere = uri !== undefined && (AppManaged ? outcome.end === 'Completed' : sent.has(uri));
    return isThere ? [{ uri, type: 'DataSet' }] : [];
  });
}
