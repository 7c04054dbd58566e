import type { JsonValue } from '../../../base/json.ts';
import { expectArray, expectObject, expectOnly, expectString, unableToParse } from './definition-error.ts';
import type { ParameterDeclaration, ParameterType, Scalar } from './pipeline-definition.ts';

// Quotas of the developer guide.
const PARAMETERS_MAX = 200;
const ENUM_VALUES_MAX = 16;
const STRING_DEFAULT_LENGTH_MAX = 2048;
const NAME_PATTERN = /^[A-Za-z0-9_-]{1,256}$/;

const PARAMETER_TYPES: readonly ParameterType[] = ['String', 'Integer', 'Float', 'Boolean'];

export function parseParameters(value: JsonValue | undefined): ParameterDeclaration[] {
  if (value === undefined || value === null) return [];
  const entries = expectArray(value, 'Parameters');
  if (entries.length > PARAMETERS_MAX) {
    throw unableToParse(`It declares ${entries.length} parameters; at most ${PARAMETERS_MAX} are allowed.`);
  }
  const parameters = entries.map((entry, index) => parseParameter(entry, `Parameters[${index}]`));
  const seen = new Set<string>();
  for (const { name } of parameters) {
    if (seen.has(name)) throw unableToParse(`Duplicate parameter name '${name}'.`);
    seen.add(name);
  }
  return parameters;
}

function parseParameter(entry: JsonValue, at: string): ParameterDeclaration {
  const members = expectObject(entry, at);
  expectOnly(members, ['Name', 'Type', 'DefaultValue', 'EnumValues'], at);
  const name = expectString(members['Name'], `${at}.Name`);
  if (!NAME_PATTERN.test(name)) throw unableToParse(`Invalid parameter name '${name}'.`);
  const type = parseType(members['Type'], name);
  const enumValues = parseEnum(members['EnumValues'], name, `${at}.EnumValues`);
  const { DefaultValue: defaultValue } = members;
  if (defaultValue === undefined || defaultValue === null) return { name, type, ...(enumValues && { enumValues }) };
  if (!isOfType(defaultValue, type)) {
    throw unableToParse(`DefaultValue of parameter '${name}' is not of type ${type}.`);
  }
  if (String(defaultValue).length > STRING_DEFAULT_LENGTH_MAX) {
    throw unableToParse(`DefaultValue of parameter '${name}' is longer than ${STRING_DEFAULT_LENGTH_MAX} characters.`);
  }
  if (enumValues && !enumValues.includes(String(defaultValue))) {
    throw unableToParse(
      `DefaultValue '${defaultValue}' of parameter '${name}' is not one of its EnumValues: [${enumValues.join(', ')}].`,
    );
  }
  return { name, type, defaultValue, ...(enumValues && { enumValues }) };
}

/** Hand-written definitions leave the type out and mean String. */
function parseType(value: JsonValue | undefined, parameter: string): ParameterType {
  if (value === undefined) return 'String';
  const type = PARAMETER_TYPES.find((known) => known === value);
  if (!type) {
    throw unableToParse(
      `Type ${JSON.stringify(value)} of parameter '${parameter}' is none of [${PARAMETER_TYPES.join(', ')}].`,
    );
  }
  return type;
}

function parseEnum(value: JsonValue | undefined, parameter: string, at: string): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const values = expectArray(value, at).map((element) => expectString(element, at));
  if (values.length > ENUM_VALUES_MAX) {
    throw unableToParse(
      `Parameter '${parameter}' has ${values.length} EnumValues; at most ${ENUM_VALUES_MAX} are allowed.`,
    );
  }
  return values;
}

function isOfType(value: JsonValue, type: ParameterType): value is Scalar {
  if (type === 'String') return typeof value === 'string';
  if (type === 'Boolean') return typeof value === 'boolean';
  return typeof value === 'number' && (type === 'Float' || Number.isSafeInteger(value));
}
