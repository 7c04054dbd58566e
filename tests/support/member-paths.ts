import { type MemberFacts, type ServiceModel, type ShapeFacts, shapeOf } from '../../src/api/model.ts';
import type { ExampleInputs } from './example-input.ts';
import type { Members } from './wire-encoding.ts';

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a path such as `ResourceConfig.InstanceGroups.InstanceType` leads to; it steps through lists and maps. */
export function memberAt(model: ServiceModel, shapeName: string, path: string): MemberFacts | undefined {
  let shape: ShapeFacts | undefined = shapeOf(model, shapeName);
  let member: MemberFacts | undefined;
  for (const step of path.split('.')) {
    member = shape?.members?.[step];
    shape = member && contentOf(model, shapeOf(model, member.shape));
  }
  return member;
}

/** Of lists and maps the structure that they hold. */
function contentOf(model: ServiceModel, shape: ShapeFacts): ShapeFacts {
  const inner = shape.member ?? shape.value;
  return inner === undefined ? shape : contentOf(model, shapeOf(model, inner.shape));
}

/**
 * The input with a value at a path. What is missing on the way is made as small as the model allows; `alone`, the
 * member's neighbours in its own structure go.
 */
export function withMember(
  { model, examples }: { readonly model: ServiceModel; readonly examples: ExampleInputs },
  input: Members,
  shapeName: string,
  path: string,
  value: unknown,
  alone = false,
): Members {
  const [step = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...(alone ? {} : input), [step]: value };
  const member = shapeOf(model, shapeName).members?.[step];
  if (!member) throw new Error(`${shapeName} has no member ${step}`);
  const held = input[step] ?? examples.filledValueOf(member.shape, step);
  return { ...input, [step]: inside(held, member.shape) };

  function inside(content: unknown, contentShape: string): unknown {
    const shape = shapeOf(model, contentShape);
    if (Array.isArray(content)) return content.map((item) => inside(item, shape.member?.shape ?? ''));
    if (!isObject(content)) return content;
    if (!shape.value) return withMember({ model, examples }, content, contentShape, rest.join('.'), value, alone);
    const { shape: valueShape } = shape.value;
    return Object.fromEntries(Object.entries(content).map(([key, item]) => [key, inside(item, valueShape)]));
  }
}

/** Every value that an answer has at a path. */
export function valuesAt(answer: unknown, path: string): unknown[] {
  const [step = '', ...rest] = path.split('.');
  if (Array.isArray(answer)) return answer.flatMap((item) => valuesAt(item, path));
  if (!isObject(answer) || !(step in answer)) return [];
  return rest.length === 0 ? [answer[step]] : valuesAt(answer[step], rest.join('.'));
}
