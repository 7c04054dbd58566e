import { ServiceError } from '../base/errors.ts';
import type { MemberFacts, OperationFacts, ServiceModel, ShapeFacts } from './model.ts';
import { shapeOf } from './model.ts';
import { kindOf, wrongKind } from './validator-kinds.ts';
import { type Rule, rulesOf } from './validator-rules.ts';
import { pathSegment, Trail, type Violation, violationText } from './validator-trail.ts';
import { valueWriter } from './validator-values.ts';

type Input = Record<string, unknown>;
type Check = (value: unknown, trail: Trail) => void;

/**
 * Checks the input of operations against the model of one service, in AWS's words. The check of a shape is compiled when
 * it is first met. Members that the model does not know stay as they are: a newer client is never refused. Members that
 * are null become undefined, because that is what they mean on a JSON wire.
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
    if (trail.violations.length > 0) throw validationError(this.#model, operation, trail.violations);
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

  #structureCheck(shape: ShapeFacts): Check {
    const required = new Set(shape.required);
    const members = Object.entries(shape.members ?? {}).map(([name, facts]) => ({
      name,
      segment: pathSegment(name),
      isRequired: required.has(name),
      shape: facts.shape,
      check: undefined as Check | undefined,
    }));
    return (value, trail) => {
      if (!isRecord(value)) throw wrongKind('structure', value);
      for (const member of members) {
        const held = value[member.name];
        if (held === undefined || held === null) {
          if (held === null) value[member.name] = undefined;
          if (member.isRequired) reportMissing(member.segment, trail);
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
      return wholeCheck(own, element, valueWriter(this.#model, shapeName), 'Member', Object.values);
    }
    return (value, trail) => {
      own(value, trail);
      const check = this.#checkOf(member.shape);
      for (const [index, item] of (value as unknown[]).entries()) {
        if (trail.isFull) return;
        trail.enter(`${index + 1}.member`);
        if (item === null || item === undefined) trail.report(' null', 'Member must not be null');
        else check(item, trail);
        trail.leave();
      }
    };
  }

  #mapCheck(own: Check, key: MemberFacts, held: MemberFacts, shapeName: string): Check {
    const show = valueWriter(this.#model, shapeName);
    const keys = wholeCheck(own, shapeOf(this.#model, key.shape), show, 'Map keys', Object.keys);
    const element = shapeOf(this.#model, held.shape);
    if (!isCollection(element)) return wholeCheck(keys, element, show, 'Map value', Object.values);
    return (value, trail) => {
      keys(value, trail);
      const check = this.#checkOf(held.shape);
      for (const [name, item] of Object.entries(value as Input)) {
        if (trail.isFull) return;
        trail.enter(`${name}.member`);
        if (item === null || item === undefined) trail.report(' null', 'Member must not be null');
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
  trail.report(' null', 'Member must not be null');
  trail.leave();
}

/** The kind of a value and its own constraints; those of a collection's elements come on top. */
function ownCheck(shape: ShapeFacts, show: (value: unknown) => string): Check {
  const isKind = kindOf(shape.type);
  const rules = rulesOf(shape);
  return (value, trail) => {
    if (!isKind(value)) throw wrongKind(shape.type, value);
    for (const rule of rules) if (rule.breaks(value)) trail.report(show(value), rule.text);
  };
}

/** Scalars in a collection are reported as one sentence about the collection, with all constraints on its elements. */
function wholeCheck(
  own: Check,
  element: ShapeFacts,
  show: (value: unknown) => string,
  subject: 'Member' | 'Map keys' | 'Map value',
  elementsOf: (collection: object) => readonly unknown[],
): Check {
  const isKind = kindOf(element.type);
  const rules = rulesOf(element);
  const constraint = `${subject} must satisfy constraint: [${rules.map((rule) => rule.text).join(', ')}]`;
  return (value, trail) => {
    own(value, trail);
    const elements = Array.isArray(value) ? value : elementsOf(value as object);
    const worst = findWorst(elements, isKind, rules, element);
    if (worst === 'null') trail.report(show(value), `${subject} must satisfy constraint: [Member must not be null]`);
    else if (worst === 'broken') trail.report(show(value), constraint);
  };
}

function findWorst(
  elements: readonly unknown[],
  isKind: (value: unknown) => boolean,
  rules: readonly Rule[],
  element: ShapeFacts,
): 'null' | 'broken' | undefined {
  let worst: 'null' | 'broken' | undefined;
  for (const item of elements) {
    if (item === null || item === undefined) worst ??= 'null';
    else if (!isKind(item)) throw wrongKind(element.type, item);
    else for (const rule of rules) if (rule.breaks(item)) worst ??= 'broken';
  }
  return worst;
}

/** Each service has its own code for one and the same sentence. S3 has other sentences as well. */
function validationError(
  model: ServiceModel,
  operation: OperationFacts,
  violations: readonly Violation[],
): ServiceError {
  if (model.service.protocol === 'rest-xml') return xmlError(violations);
  const code = VALIDATION_CODES.find((candidate) => operation.errors.includes(candidate));
  const fallback = model.service.protocol === 'query' ? 'ValidationError' : 'ValidationException';
  return new ServiceError(code ?? fallback, violationText(violations));
}

const VALIDATION_CODES = ['ValidationError', 'ValidationException', 'InvalidParameterException'];

/** A nested member can only have come from a document; the others are headers and parameters. */
function xmlError(violations: readonly Violation[]): ServiceError {
  if (violations.some(({ path }) => path.includes('.'))) {
    const text = 'The XML you provided was not well-formed or did not validate against our published schema';
    return new ServiceError('MalformedXML', text);
  }
  return new ServiceError('InvalidArgument', violationText(violations));
}
