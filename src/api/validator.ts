import type { MemberFacts, OperationFacts, ServiceModel, ShapeFacts } from './model.ts';
import { shapeOf } from './model.ts';
import { type Check, elementsCheck, ownCheck } from './validator-checks.ts';
import { NOT_NULL, validationError } from './validator-errors.ts';
import { wrongKind } from './validator-kinds.ts';
import { pathSegment, Trail } from './validator-trail.ts';
import { valueWriter } from './validator-values.ts';

type Input = Record<string, unknown>;
/**
 * Checks the input of operations against the model of one service, in AWS's words. The check of a shape is compiled when
 * it is first met. Members that the model does not know are dropped: a newer client is never refused, and neither policies
 * nor operations read what was not checked. Members that are null become undefined, because that is what they mean on a
 * JSON wire.
 */
export class Validator {
  readonly #model: ServiceModel;
  readonly #checks = new Map<string, Check>();

  constructor(model: ServiceModel) {
    this.#model = model;
  }

  /** Throws SerializationException for values of the wrong kind, else the service's validation error. */
  validate(operation: OperationFacts, input: Input): void {
    if (!operation.input) return;
    const trail = new Trail();
    this.#checkOf(operation.input.shape)(input, trail);
    const error = validationError(this.#model, operation, trail.violations);
    if (error) throw error;
  }

  #checkOf(shapeName: string): Check {
    let check = this.#checks.get(shapeName);
    if (!check) {
      check = this.#compile(shapeName, shapeOf(this.#model, shapeName));
      this.#checks.set(shapeName, check);
    }
    return check;
  }

  #compile(shapeName: string, shape: ShapeFacts): Check {
    const own = ownCheck(shape, valueWriter(this.#model, shapeName));
    if (shape.type === 'structure') return this.#structureCheck(shape);
    if (shape.type === 'list' && shape.member) return this.#listCheck(own, shape.member, shapeName);
    if (shape.type === 'map' && shape.key && shape.value) {
      return this.#mapCheck(own, shape.key, shape.value, shapeName);
    }
    return own;
  }

  /** Walks what the input has, not all that it might have: requests use few of their members. */
  #structureCheck(shape: ShapeFacts): Check {
    const required = (shape.required ?? []).map((name) => ({ name, segment: pathSegment(name) }));
    const members = new Map(
      Object.entries(shape.members ?? {}).map(([name, facts]) => [
        name,
        { segment: pathSegment(name), shape: facts.shape, check: undefined as Check | undefined },
      ]),
    );
    return (value, trail) => {
      if (!isRecord(value)) throw wrongKind('structure', value);
      for (const { name, segment } of required) {
        if (value[name] === undefined || value[name] === null) reportMissing(segment, trail);
      }
      for (const name in value) {
        const member = members.get(name);
        const held = value[name];
        if (member === undefined) {
          delete value[name];
          continue;
        }
        if (held === undefined) continue;
        if (held === null) {
          value[name] = undefined;
          continue;
        }
        member.check ??= this.#checkOf(member.shape);
        trail.enter(member.segment);
        member.check(held, trail);
        trail.leave();
      }
    };
  }

  #listCheck(own: Check, member: MemberFacts, shapeName: string): Check {
    const element = shapeOf(this.#model, member.shape);
    if (!isCollection(element)) {
      return elementsCheck(own, element, valueWriter(this.#model, shapeName), 'Member', Object.values);
    }
    return (value, trail) => {
      own(value, trail);
      const check = this.#checkOf(member.shape);
      const items = value as unknown[];
      for (let index = 0; index < items.length && !trail.isFull; index++) {
        const item = items[index];
        trail.enter(index);
        if (item === null || item === undefined) trail.report(' null', NOT_NULL);
        else check(item, trail);
        trail.leave();
      }
    };
  }

  #mapCheck(own: Check, key: MemberFacts, held: MemberFacts, shapeName: string): Check {
    const show = valueWriter(this.#model, shapeName);
    const keys = elementsCheck(own, shapeOf(this.#model, key.shape), show, 'Map keys', Object.keys);
    const element = shapeOf(this.#model, held.shape);
    if (!isCollection(element)) return elementsCheck(keys, element, show, 'Map value', Object.values);
    return (value, trail) => {
      keys(value, trail);
      const check = this.#checkOf(held.shape);
      for (const [name, item] of Object.entries(value as Input)) {
        if (trail.isFull) return;
        trail.enter(`${name}.member`);
        if (item === null || item === undefined) trail.report(' null', NOT_NULL);
        else check(item, trail);
        trail.leave();
      }
    };
  }
}

const isRecord = (value: unknown): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCollection = (shape: ShapeFacts) => shape.type === 'structure' || shape.type === 'list' || shape.type === 'map';

function reportMissing(segment: string, trail: Trail): void {
  trail.enter(segment);
  trail.report(' null', NOT_NULL);
  trail.leave();
}
