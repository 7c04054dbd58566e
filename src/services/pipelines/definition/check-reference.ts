import { serviceModel } from '../../../api/model.ts';
import type { Expression } from '../expressions/expression.ts';
import type { PathPart } from '../expressions/property-path.ts';
import { unableToParse } from './definition-error.ts';
import type { PipelineDefinition, Step } from './pipeline-definition.ts';
import { stepTypeOf } from './step-types.ts';

/** Refuses an expression that looks at something the pipeline does not have. `target` is the step it refers to. */
export function checkReference(
  expression: Expression,
  at: string,
  definition: PipelineDefinition,
  target: Step | undefined,
): void {
  switch (expression.kind) {
    case 'parameter':
      if (!definition.parameters.some(({ name }) => name === expression.name)) {
        throw unableToParse(`Unknown parameter 'Parameters.${expression.name}'. At ${at}.`);
      }
      return;
    case 'property':
      checkProperty(expression.text, expression.path, at, existing(target, expression.step, at));
      return;
    case 'property-file':
      throw unableToParse(`A property file may only be used in Std:JsonGet. At ${at}.`);
    case 'json-get':
      if (expression.source.kind === 'property-file') {
        checkPropertyFile(expression.source.file, at, existing(target, expression.source.step, at));
      }
      return;
    case 'execution':
    case 'join':
      return;
  }
}

function existing(target: Step | undefined, name: string, at: string): Step {
  if (!target) throw unableToParse(`Reference to step '${name}', which is not in the pipeline. At ${at}.`);
  return target;
}

function checkPropertyFile(file: string, at: string, target: Step): void {
  const files = target.kind === 'job' ? target.propertyFiles : [];
  if (!files.some(({ name }) => name === file)) {
    throw unableToParse(`Step '${target.name}' has no property file '${file}'. At ${at}.`);
  }
}

/** Properties are those of the step's Describe answer; a condition has its outcome. */
function checkProperty(text: string, path: readonly PathPart[], at: string, target: Step): void {
  const known = target.kind === 'job' ? isInAnswer(target, path) : path.length === 1 && path[0] === 'Outcome';
  if (!known) throw unableToParse(`Unknown property reference '${text}'. At ${at}.`);
}

function isInAnswer(target: Step & { kind: 'job' }, path: readonly PathPart[]): boolean {
  const model = serviceModel('sagemaker');
  let shapeName = model.operations[stepTypeOf(target.type).describe]?.output?.shape;
  for (const part of path) {
    const shape = shapeName === undefined ? undefined : model.shapes[shapeName];
    if (shape?.type === 'structure') shapeName = shape.members?.[part]?.shape;
    else if (shape?.type === 'list') shapeName = shape.member?.shape;
    else if (shape?.type === 'map') shapeName = shape.value?.shape;
    else return false;
  }
  return shapeName !== undefined;
}
