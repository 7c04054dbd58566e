import { type MemberFacts, type ShapeFacts, serviceModel, shapeOf } from '../../../api/model.ts';
import { InvariantError } from '../../../base/errors.ts';
import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { looksLikeExpression } from '../expressions/expression.ts';
import { checkLiteral, checkSize } from './check-literal.ts';
import { expectArray, expectObject, unableToParse } from './definition-error.ts';
import type { JobStep } from './pipeline-definition.ts';
import { stepTypeOf } from './step-types.ts';

const model = () => serviceModel('sagemaker');

/**
 * Holds a step's arguments against the request of the operation that they are for. An expression may stand for a scalar,
 * never for a list or an object. The thing's name may be there (the pipeline makes it the prefix of its own) or not.
 */
export function checkArguments(step: JobStep): void {
  const { create, nameMember, refusedMembers } = stepTypeOf(step.type);
  const inputShape = model().operations[create]?.input?.shape;
  if (inputShape === undefined) throw new InvariantError(`the model has no input for ${create}`);
  const at = `Steps['${step.name}'].Arguments`;
  for (const member of refusedMembers) {
    if (member in step.arguments) throw unknownMember(member, at);
  }
  const named = { [nameMember]: 'x', ...step.arguments };
  checkStructure(shapeOf(model(), inputShape), refusedMembers.length > 0 ? step.arguments : named, at);
}

const unknownMember = (member: string, at: string) => unableToParse(`Unknown Argument member '${member}'. At ${at}.`);

function checkValue(shapeName: string, value: JsonValue, at: string): void {
  const shape = shapeOf(model(), shapeName);
  switch (shape.type) {
    case 'structure':
      checkStructure(shape, expectObject(value, at), at);
      return;
    case 'list':
      checkList(shapeName, shape, expectArray(value, at), at);
      return;
    case 'map':
      checkMap(shapeName, shape, expectObject(value, at), at);
      return;
    default:
      if (!looksLikeExpression(value)) checkLiteral(shapeName, shape, value, at);
  }
}

function checkStructure(shape: ShapeFacts, value: JsonObject, at: string): void {
  for (const [name, member] of Object.entries(value)) {
    const facts: MemberFacts | undefined = Object.hasOwn(shape.members ?? {}, name) ? shape.members?.[name] : undefined;
    if (!facts) throw unknownMember(name, at);
    // Older SDKs write null for what they leave out.
    if (member !== null) checkValue(facts.shape, member, `${at}.${name}`);
  }
  for (const name of shape.required ?? []) {
    if (value[name] === undefined || value[name] === null) {
      throw unableToParse(`Model Validation failed: Missing required Argument member '${name}'. At ${at}.`);
    }
  }
}

function checkList(shapeName: string, shape: ShapeFacts, elements: readonly JsonValue[], at: string): void {
  checkSize(shapeName, shape, elements.length, at);
  const element = shape.member?.shape;
  if (element === undefined) throw new InvariantError(`the list ${shapeName} has no member`);
  for (const [index, value] of elements.entries()) checkValue(element, value, `${at}[${index}]`);
}

function checkMap(shapeName: string, shape: ShapeFacts, entries: JsonObject, at: string): void {
  checkSize(shapeName, shape, Object.keys(entries).length, at);
  const value = shape.value?.shape;
  if (value === undefined) throw new InvariantError(`the map ${shapeName} has no value`);
  for (const [key, entry] of Object.entries(entries)) checkValue(value, entry, `${at}['${key}']`);
}
