import { validationException } from '../../api/errors.ts';
import type { HyperParameterSpecification, ParameterRange } from '../../api/generated/sagemaker-types.ts';

/** The range that each type may have; text has none. */
const RANGE_OF = {
  Integer: 'IntegerParameterRangeSpecification',
  Continuous: 'ContinuousParameterRangeSpecification',
  Categorical: 'CategoricalParameterRangeSpecification',
  FreeText: undefined,
} as const satisfies Record<HyperParameterSpecification['Type'], keyof ParameterRange | undefined>;

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** Checks one hyperparameter in itself: type, range and default must fit. Throws ValidationException. */
export function checkHyperParameter(parameter: HyperParameterSpecification): void {
  const { Type: type, DefaultValue: value, Range: range } = parameter;
  const wrong = (why: string) => validationException(`Hyperparameter ${parameter.Name}: ${why}`);
  if (value !== undefined && parameter.IsRequired) {
    throw wrong('if a default value is specified, a hyperparameter cannot be required.');
  }
  const given = Object.entries(range ?? {}).flatMap(([name, one]) => (one === undefined ? [] : [name]));
  const allowed = RANGE_OF[type];
  const foreign = given.find((name) => name !== allowed);
  if (foreign !== undefined) throw wrong(`a parameter of type ${type} cannot have a ${foreign}.`);
  if (parameter.IsTunable && given.length === 0) {
    throw wrong(allowed ? `a tunable parameter needs a ${allowed}.` : 'a parameter of type FreeText is not tunable.');
  }
  const fault = rangeFault(type, range) ?? (value === undefined ? undefined : valueFault(value, type, range));
  if (fault !== undefined) throw wrong(fault);
}

function rangeFault(type: HyperParameterSpecification['Type'], range: ParameterRange | undefined): string | undefined {
  const limits = limitsOf(range);
  if (!limits) return undefined;
  for (const limit of [limits.MinValue, limits.MaxValue]) {
    if (!isOfType(limit, type)) return `"${limit}" is no value of type ${type}.`;
  }
  if (compare(limits.MinValue, limits.MaxValue, type) > 0) {
    return `MinValue ${limits.MinValue} is greater than MaxValue ${limits.MaxValue}.`;
  }
  return undefined;
}

function valueFault(
  value: string,
  type: HyperParameterSpecification['Type'],
  range: ParameterRange | undefined,
): string | undefined {
  if (!isOfType(value, type)) return `the default value "${value}" is no value of type ${type}.`;
  const limits = limitsOf(range);
  const outside =
    limits && (compare(value, limits.MinValue, type) < 0 || compare(value, limits.MaxValue, type) > 0)
      ? `${limits.MinValue} to ${limits.MaxValue}`
      : undefined;
  if (outside !== undefined) return `the default value ${value} is not in the range ${outside}.`;
  const values = range?.CategoricalParameterRangeSpecification?.Values;
  if (values && !values.includes(value)) return `the default value "${value}" is not one of [${values.join(', ')}].`;
  return undefined;
}

function limitsOf(range: ParameterRange | undefined) {
  return range?.IntegerParameterRangeSpecification ?? range?.ContinuousParameterRangeSpecification;
}

function isOfType(value: string, type: HyperParameterSpecification['Type']): boolean {
  if (type === 'Integer') return INTEGER.test(value);
  if (type === 'Continuous') return NUMBER.test(value);
  return true;
}

/** Below, at or above zero. Integers of any length are compared exactly. */
function compare(left: string, right: string, type: HyperParameterSpecification['Type']): number {
  const number = (text: string) => (type === 'Integer' ? BigInt(text.replace(/^\+/, '')) : Number(text));
  const [a, b] = [number(left), number(right)];
  return a < b ? -1 : Number(a > b);
}
