import { looksLikeExpression } from '../expressions/expression.ts';
import { expressionsIn, expressionsOf, referredStep } from '../expressions/references.ts';
import { checkArguments } from './check-arguments.ts';
import { checkReference } from './check-reference.ts';
import { unableToParse } from './definition-error.ts';
import type { JobStep, PipelineDefinition, Step } from './pipeline-definition.ts';
import { findCycle, graphOf } from './step-graph.ts';

// Quotas of the developer guide.
const STEPS_MAX = 50;
const PROPERTY_FILES_MAX = 10;
const JSON_GETS_MAX = 200;

/**
 * Refuses a definition whose parts do not fit together: names given twice, dependencies on what is not there, cycles,
 * arguments that the operation behind a step would never take. Throws ValidationException.
 */
export function checkDefinition(definition: PipelineDefinition): void {
  const steps = new Map<string, Step>();
  for (const step of definition.steps) {
    if (steps.has(step.name)) throw unableToParse(`Duplicate step name '${step.name}'.`);
    steps.set(step.name, step);
  }
  checkLimits(definition.steps);
  for (const step of definition.steps) {
    checkDependsOn(step, steps);
    checkReferences(step, definition, steps);
    checkPropertyFiles(step);
    if (step.kind === 'job') checkArguments(step);
    if (step.kind === 'fail') checkErrorMessage(step);
  }
  checkExperiment(definition);
  const cycle = findCycle(graphOf(definition.steps));
  if (cycle) throw unableToParse(`The steps depend on each other in a cycle: ${cycle.join(' -> ')}.`);
}

function checkLimits(steps: readonly Step[]): void {
  const files = steps.flatMap((step) => (step.kind === 'job' ? step.propertyFiles : []));
  const jsonGets = steps
    .flatMap((step) => [...expressionsOf(step)])
    .filter(({ expression }) => expression.kind === 'json-get');
  const counts = [
    ['steps', steps.length, STEPS_MAX],
    ['property files', files.length, PROPERTY_FILES_MAX],
    ['Std:JsonGet expressions', jsonGets.length, JSON_GETS_MAX],
  ] as const;
  for (const [what, count, max] of counts) {
    if (count > max) throw unableToParse(`The pipeline has ${count} ${what}; at most ${max} are allowed.`);
  }
}

function checkDependsOn(step: Step, steps: ReadonlyMap<string, Step>): void {
  for (const name of step.dependsOn) {
    const target = steps.get(name);
    if (!target) throw unableToParse(`Step '${step.name}' depends on step '${name}', which is not in the pipeline.`);
    refuseFailStep(step, target);
  }
}

/** The grammar is that of AWS. */
function refuseFailStep(step: Step, target: Step): void {
  if (target.kind === 'fail') throw unableToParse(`${step.name} can not depends on ${target.name}`);
}

function checkReferences(step: Step, definition: PipelineDefinition, steps: ReadonlyMap<string, Step>): void {
  for (const { expression, at } of expressionsOf(step)) {
    const referred = referredStep(expression);
    const target = referred === undefined ? undefined : steps.get(referred);
    if (target) refuseFailStep(step, target);
    checkReference(expression, at, definition, target);
  }
}

function checkPropertyFiles(step: Step): void {
  if (step.kind !== 'job') return;
  const outputs = outputNamesOf(step);
  for (const { name, outputName } of step.propertyFiles) {
    if (!outputs.includes(outputName)) {
      throw unableToParse(
        `Property file '${name}' of step '${step.name}' names the output '${outputName}', which the step does not have.`,
      );
    }
  }
}

function outputNamesOf(step: JobStep): unknown[] {
  const config = step.arguments['ProcessingOutputConfig'];
  const outputs = typeof config === 'object' && config !== null && !Array.isArray(config) ? config['Outputs'] : [];
  if (!Array.isArray(outputs)) return [];
  return outputs.map((output) =>
    typeof output === 'object' && output !== null && !Array.isArray(output) ? output['OutputName'] : undefined,
  );
}

function checkErrorMessage(step: Step & { kind: 'fail' }): void {
  const message = step.errorMessage;
  if (typeof message !== 'string' && !looksLikeExpression(message)) {
    throw unableToParse(`ErrorMessage of step '${step.name}' must be a Json String or an expression.`);
  }
}

/** Experiment names are made before any step has run. */
function checkExperiment(definition: PipelineDefinition): void {
  const { experimentName = '', trialName = '' } = definition.experiment ?? {};
  for (const [name, value] of Object.entries({ ExperimentName: experimentName, TrialName: trialName })) {
    if (value !== null && typeof value !== 'string' && !looksLikeExpression(value)) {
      throw unableToParse(`Expecting a Json String or an expression. At PipelineExperimentConfig.${name}.`);
    }
  }
  for (const { expression, at } of [
    ...expressionsIn(experimentName, 'PipelineExperimentConfig.ExperimentName'),
    ...expressionsIn(trialName, 'PipelineExperimentConfig.TrialName'),
  ]) {
    const isOfJob = expression.kind === 'execution' && expression.variable.endsWith('JobName');
    if (isOfJob || referredStep(expression) !== undefined || expression.kind === 'json-get') {
      throw unableToParse(`Only parameters and execution variables may be used. At ${at}.`);
    }
    checkReference(expression, at, definition, undefined);
  }
}
