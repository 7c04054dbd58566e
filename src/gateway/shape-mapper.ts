import { type ServiceModel, type ShapeFacts, shapeOf } from '../api/model.ts';

export type Convert = (value: unknown) => unknown;

/**
 * Rewrites the leaves of values that differ between the wire and the server, such as timestamps, and leaves everything
 * else as it is, of whatever kind: judging kinds is the validator's business. Compiled per shape when first needed.
 */
export class ShapeMapper {
  readonly #model: ServiceModel;
  readonly #leafOf: (shape: ShapeFacts) => Convert | undefined;
  readonly #converters = new Map<string, Convert | undefined>();

  /** `leafOf` gives the conversion of a scalar shape, or undefined when it has none. */
  constructor(model: ServiceModel, leafOf: (shape: ShapeFacts) => Convert | undefined) {
    this.#model = model;
    this.#leafOf = leafOf;
  }

  /** Undefined when nothing in the shape is rewritten, so that the value may be taken as it is. */
  converterOf(shapeName: string): Convert | undefined {
    if (!this.#converters.has(shapeName)) {
      // Recursive shapes find themselves here while they are being compiled.
      this.#converters.set(shapeName, (value) => this.#converters.get(shapeName)?.(value) ?? value);
      const converter = this.#hasLeaves(shapeName, new Set()) ? this.#compile(shapeName) : undefined;
      this.#converters.set(shapeName, converter);
    }
    return this.#converters.get(shapeName);
  }

  #hasLeaves(shapeName: string, seen: Set<string>): boolean {
    if (seen.has(shapeName)) return false;
    seen.add(shapeName);
    const shape = shapeOf(this.#model, shapeName);
    const parts = [...Object.values(shape.members ?? {}), shape.member, shape.value];
    return this.#leafOf(shape) !== undefined || parts.some((part) => part && this.#hasLeaves(part.shape, seen));
  }

  #compile(shapeName: string): Convert | undefined {
    const shape = shapeOf(this.#model, shapeName);
    if (shape.type === 'structure') return this.#structure(shape);
    if (shape.type === 'list' && shape.member) return eachOf(this.#lazily(shape.member.shape));
    if (shape.type === 'map' && shape.value) return everyValue(this.#lazily(shape.value.shape));
    return this.#leafOf(shape);
  }

  #structure(shape: ShapeFacts): Convert {
    const members = Object.entries(shape.members ?? {})
      .filter(([, member]) => this.#hasLeaves(member.shape, new Set()))
      .map(([name, member]) => ({ name, convert: this.#lazily(member.shape) }));
    return (value) => {
      if (!isRecord(value)) return value;
      const copy = { ...value };
      for (const { name, convert } of members) {
        const held = copy[name];
        if (held !== undefined && held !== null) copy[name] = convert(held);
      }
      return copy;
    };
  }

  #lazily(shapeName: string): Convert {
    let convert: Convert | undefined;
    return (value) => {
      convert ??= this.converterOf(shapeName);
      return convert ? convert(value) : value;
    };
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function eachOf(convert: Convert): Convert {
  return (value) => (Array.isArray(value) ? value.map((item) => (item === null ? null : convert(item))) : value);
}

function everyValue(convert: Convert): Convert {
  return (value) => {
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, held === null ? null : convert(held)]));
  };
}
