import type { JsonValue } from '../../../base/json.ts';
import type { ArtifactFacts } from '../../lineage/index.ts';

interface Artifacts {
  readonly inputs: readonly ArtifactFacts[];
  readonly outputs: readonly ArtifactFacts[];
}

type Place = readonly [path: string, type: string];

/** Where the Describe answer of what a step has made names what went in and what came out; `*` is each of a list. */
const PLACES: Readonly<Record<string, { readonly inputs: readonly Place[]; readonly outputs: readonly Place[] }>> = {
  Training: {
    inputs: [
      ['AlgorithmSpecification.TrainingImage', 'Image'],
      ['InputDataConfig.*.DataSource.S3DataSource.S3Uri', 'DataSet'],
    ],
    outputs: [['ModelArtifacts.S3ModelArtifacts', 'Model']],
  },
  Processing: {
    inputs: [
      ['AppSpecification.ImageUri', 'Image'],
      ['ProcessingInputs.*.S3Input.S3Uri', 'DataSet'],
    ],
    outputs: [['ProcessingOutputConfig.Outputs.*.S3Output.S3Uri', 'DataSet']],
  },
  RegisterModel: {
    inputs: [
      ['InferenceSpecification.Containers.*.Image', 'Image'],
      ['InferenceSpecification.Containers.*.ModelDataUrl', 'ModelData'],
    ],
    outputs: [['ModelPackageArn', 'Model']],
  },
  Model: {
    inputs: [
      ['PrimaryContainer.Image', 'Image'],
      ['PrimaryContainer.ModelDataUrl', 'ModelData'],
    ],
    outputs: [['ModelArn', 'Model']],
  },
};

/** What a step was made of and what it has left, as far as its properties tell; they are there when it has succeeded. */
export function stepArtifacts(stepType: string, properties: JsonValue | undefined): Artifacts {
  const places = PLACES[stepType];
  const at = (which: readonly Place[] = []) =>
    which.flatMap(([path, type]) => textsAt(properties, path.split('.')).map((uri) => ({ uri, type })));
  return { inputs: at(places?.inputs), outputs: at(places?.outputs) };
}

function textsAt(value: JsonValue | undefined, path: readonly string[]): string[] {
  const [key, ...rest] = path;
  if (key === undefined) return typeof value === 'string' ? [value] : [];
  if (key === '*') return Array.isArray(value) ? value.flatMap((item) => textsAt(item, rest)) : [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return textsAt(value[key], rest);
}
