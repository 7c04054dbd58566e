import type { JobOutcome } from '../../jobs/job-events.ts';
import type { ArtifactFacts } from '../lineage/index.ts';
import { submitDirectory } from './training-spec.ts';
import type { TrainingDocument } from './training-store.ts';

/** What a training job was made of: its image, its data, and in script mode its code. */
export function trainingInputs(job: TrainingDocument): ArtifactFacts[] {
  const image = job.AlgorithmSpecification?.TrainingImage;
  const code = submitDirectory(job.HyperParameters ?? {});
  const data = (job.InputDataConfig ?? []).flatMap(({ DataSource }) => DataSource.S3DataSource?.S3Uri ?? []);
  return [
    ...(image === undefined ? [] : [{ uri: image, type: 'Image' }]),
    ...(code === undefined ? [] : [{ uri: code, type: 'Code' }]),
    ...data.map((uri) => ({ uri, type: 'DataSet' })),
  ];
}

/** What a training job has left: whatever it sent, by the directory that it was in. */
export function trainingOutputs(job: TrainingDocument, outcome: JobOutcome): ArtifactFacts[] {
  const checkpoints = job.CheckpointConfig?.S3Uri;
  const tensorBoard = job.TensorBoardOutputConfig?.S3OutputPath;
  return Object.entries(outcome.artifacts).map(([path, uri]) => {
    if (path === '/opt/ml/model') return { uri, type: 'Model' };
    if (uri === checkpoints) return { uri, type: 'Checkpoint' };
    return { uri, type: tensorBoard !== undefined && uri.startsWith(tensorBoard) ? 'TensorBoard' : 'DataSet' };
  });
}
