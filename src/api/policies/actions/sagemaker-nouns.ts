/** Types in ARNs that are not the noun of the operations in kebab case. */
const TYPES: Readonly<Record<string, string>> = {
  Trial: 'experiment-trial',
  TrialComponent: 'experiment-trial-component',
  AutoMLJob: 'automl-job',
  AutoMLJobV2: 'automl-job',
  InferenceExperiment: 'inference-experiment',
  HubContentReference: 'hub-content',
};

/** `TrainingJob` to `training-job`: what an ARN calls the thing that operations name so. */
export function arnTypeOf(noun: string): string {
  if (Object.hasOwn(TYPES, noun)) return TYPES[noun] ?? '';
  return noun
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

/** `CodeRepositories` to `CodeRepository`. */
export function singularOf(plural: string): string {
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`;
  if (/(?:ses|xes)$/.test(plural) && !plural.endsWith('ases')) return plural.slice(0, -2);
  return plural.endsWith('s') ? plural.slice(0, -1) : plural;
}
