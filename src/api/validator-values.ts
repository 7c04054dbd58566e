import type { ServiceModel, ShapeFacts } from './model.ts';
import { shapeOf } from './model.ts';

const SHOWN_MAX = 2048;

/**
 * How a value of a shape appears in a violation: ` '<value>'` in the manner of Java's toString, or nothing when it, or
 * anything that it may hold, is sensitive or binary.
 */
export function valueWriter(model: ServiceModel, shapeName: string): (value: unknown) => string {
  if (holdsSecrets(model, shapeName, new Set())) return () => '';
  return (value) => {
    const text = textOf(value);
    return ` '${text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}...` : text}'`;
  };
}

function holdsSecrets(model: ServiceModel, shapeName: string, seen: Set<string>): boolean {
  if (seen.has(shapeName)) return false;
  seen.add(shapeName);
  const shape = shapeOf(model, shapeName);
  if (shape.sensitive || shape.type === 'blob') return true;
  return partsOf(shape).some((part) => holdsSecrets(model, part, seen));
}

/** The shapes that a shape is made of. */
function partsOf(shape: ShapeFacts): string[] {
  const members = [...Object.values(shape.members ?? {}), shape.member, shape.key, shape.value];
  return members.flatMap((member) => (member ? [member.shape] : []));
}

function textOf(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (depth > 8) return '...';
  if (Array.isArray(value)) {
    return `[${value
      .slice(0, 50)
      .map((item) => textOf(item, depth + 1))
      .join(', ')}]`;
  }
  const entries = Object.entries(value).slice(0, 50);
  return `{${entries.map(([key, item]) => `${key}=${textOf(item, depth + 1)}`).join(', ')}}`;
}
