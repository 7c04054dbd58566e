import { type ServiceModel, shapeOf } from '../../../api/model.ts';
import type { JsonValue } from '../../../base/json.ts';

const NUMBERS: ReadonlySet<string> = new Set(['integer', 'long', 'float', 'double']);

/**
 * A value of a template as a shape of the API takes it. Templates know texts where the API knows numbers and truth
 * values, and the other way round. What does not fit stays as it is, for the operation to refuse.
 */
export function coerce(model: ServiceModel, shapeName: string, value: JsonValue): JsonValue {
  const shape = shapeOf(model, shapeName);
  if (Array.isArray(value)) {
    const item = shape.type === 'list' ? shape.member?.shape : undefined;
    return item === undefined ? value : value.map((one) => coerce(model, item, one));
  }
  if (typeof value === 'object' && value !== null) {
    const memberShape = (name: string) => (shape.type === 'map' ? shape.value?.shape : shape.members?.[name]?.shape);
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        const known = memberShape(name);
        return [name, known === undefined ? member : coerce(model, known, member)];
      }),
    );
  }
  if (NUMBERS.has(shape.type) && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) {
    return Number(value);
  }
  if (shape.type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  if (shape.type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  return value;
}
