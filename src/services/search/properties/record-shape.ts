import { type ShapeFacts, serviceModel, shapeOf } from '../../../api/model.ts';
import { PropertyType } from './property.ts';

/** Members that an answer shows and that nobody can search by: they hold whole other resources. */
const SHOWN_ONLY: ReadonlySet<string> = new Set(['SourceDetail', 'TrialComponentSummaries', 'LineageGroupArn']);

export const modelShape = (name: string): ShapeFacts => shapeOf(serviceModel('sagemaker'), name);

/** The members of a structure that can be searched by, with the shapes of their values. */
export function searchedMembers(shape: ShapeFacts): Readonly<Record<string, ShapeFacts>> {
  let members = known.get(shape);
  if (!members) {
    const entries = Object.entries(shape.members ?? {}).filter(([name]) => !SHOWN_ONLY.has(name));
    members = Object.fromEntries(entries.map(([name, member]) => [name, modelShape(member.shape)]));
    known.set(shape, members);
  }
  return members;
}
const known = new WeakMap<ShapeFacts, Readonly<Record<string, ShapeFacts>>>();

/** What a list holds, or a map's values are. */
export function partShape(shape: ShapeFacts): ShapeFacts {
  return modelShape((shape.member ?? shape.value)?.shape ?? '');
}

/** Undefined for what has parts. */
export function typeOfShape(shape: ShapeFacts): PropertyType | undefined {
  switch (shape.type) {
    case 'string':
    case 'character':
      return PropertyType.Text;
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return PropertyType.Number;
    case 'timestamp':
      return PropertyType.Time;
    case 'boolean':
      return PropertyType.Boolean;
    default:
      return undefined;
  }
}

/** What is left of a record when only the members of its shape are kept, at every depth. Nothing is left of an empty list. */
export function fitToShape(value: unknown, shape: ShapeFacts): unknown {
  if (value === undefined || value === null) return undefined;
  if (shape.type === 'list' && Array.isArray(value)) return value.map((part) => fitToShape(part, partShape(shape)));
  if (typeof value !== 'object' || (shape.type !== 'structure' && shape.type !== 'map')) return value;
  const parts = Object.entries(value).flatMap(([name, part]) => {
    const member = shape.type === 'map' ? shape.value : shape.members?.[name];
    return member && part !== undefined ? [[name, fitToShape(part, modelShape(member.shape))] as const] : [];
  });
  return Object.fromEntries(parts);
}
