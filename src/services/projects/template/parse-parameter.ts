import type { JsonObject, JsonValue } from '../../../base/json.ts';
import type { ParameterDeclaration } from './template.ts';
import { TemplateError } from './template-error.ts';

const TYPES = ['String', 'Number', 'List<Number>', 'CommaDelimitedList'] as const;
const MEMBERS: ReadonlySet<string> = new Set([
  ...['Type', 'Default', 'Description', 'NoEcho', 'AllowedValues', 'AllowedPattern', 'ConstraintDescription'],
  ...['MinLength', 'MaxLength', 'MinValue', 'MaxValue'],
]);

/** CloudFormation's limit of a parameter's value, in bytes, and of a pattern's length here. */
export const PARAMETER_BYTES_MAX = 4096;

export function parseParameter(name: string, value: JsonObject): ParameterDeclaration {
  for (const member of Object.keys(value)) {
    if (!MEMBERS.has(member)) {
      throw new TemplateError(`Template format error: Invalid template parameter property '${member}' of ${name}`);
    }
  }
  const type = TYPES.find((known) => known === value['Type']);
  if (!type) {
    throw new TemplateError(
      `Template format error: the Type of parameter ${name} must be one of ${TYPES.join(', ')}, and is ${JSON.stringify(value['Type'])}.`,
    );
  }
  return {
    type,
    defaultValue: textOf(name, 'Default', value['Default']),
    allowedValues: textsOf(name, value['AllowedValues']),
    allowedPattern: textOf(name, 'AllowedPattern', value['AllowedPattern']),
    constraintDescription: textOf(name, 'ConstraintDescription', value['ConstraintDescription']),
    minLength: numberOf(name, 'MinLength', value['MinLength']),
    maxLength: numberOf(name, 'MaxLength', value['MaxLength']),
    minValue: numberOf(name, 'MinValue', value['MinValue']),
    maxValue: numberOf(name, 'MaxValue', value['MaxValue']),
    noEcho: String(value['NoEcho'] ?? false) === 'true',
  };
}

/** Numbers and truth values of the text are taken as they would be typed by a user. */
function textOf(name: string, member: string, value: JsonValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value === null || typeof value === 'object') {
    throw new TemplateError(`Template format error: Every ${member} member must be a string. (${name})`);
  }
  const text = String(value);
  if (Buffer.byteLength(text) > PARAMETER_BYTES_MAX) {
    throw new TemplateError(`Template format error: ${member} of ${name} is longer than ${PARAMETER_BYTES_MAX} bytes.`);
  }
  return text;
}

function textsOf(name: string, value: JsonValue | undefined): string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new TemplateError(`Template format error: AllowedValues of ${name} must be a list.`);
  return value.map((one) => textOf(name, 'AllowedValues', one) ?? '');
}

function numberOf(name: string, member: string, value: JsonValue | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) {
    throw new TemplateError(`Template format error: ${member} of ${name} must be a number.`);
  }
  return number;
}
