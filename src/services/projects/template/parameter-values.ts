import { runInNewContext } from 'node:vm';
import type { JsonValue } from '../../../base/json.ts';
import { PARAMETER_BYTES_MAX } from './parse-parameter.ts';
import type { ParameterDeclaration, Template } from './template.ts';
import { TemplateError } from './template-error.ts';

/** A pattern of a template can be one that searches without end. */
const PATTERN_MS_MAX = 100;

/**
 * The text of every parameter of the template: the one given, else its default. Throws TemplateError for parameters that
 * are missing, unknown or against their rules; the value of one that is not to be shown is not in the message.
 */
export function parameterTexts(template: Template, given: ReadonlyMap<string, string>): Map<string, string> {
  const unknown = [...given.keys()].filter((name) => !template.parameters.has(name));
  if (unknown.length > 0) throw new TemplateError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const texts = new Map<string, string>();
  const missing: string[] = [];
  for (const [name, declaration] of template.parameters) {
    const text = given.get(name) ?? declaration.defaultValue;
    if (text === undefined) missing.push(name);
    else texts.set(name, text);
  }
  if (missing.length > 0) throw new TemplateError(`Parameters: [${missing.join(', ')}] must have values`);
  for (const [name, text] of texts) checkText(name, text, template.parameters.get(name));
  return texts;
}

/** What `Ref` gives for a parameter. */
export function parameterValue(declaration: ParameterDeclaration, text: string): JsonValue {
  switch (declaration.type) {
    case 'String':
      return text;
    case 'Number':
      return Number(text);
    case 'CommaDelimitedList':
      return itemsOf(text);
    case 'List<Number>':
      return itemsOf(text).map(Number);
  }
}

const itemsOf = (text: string) => (text === '' ? [] : text.split(',').map((item) => item.trim()));

function checkText(name: string, text: string, rules: ParameterDeclaration | undefined): void {
  if (!rules) return;
  const failure = failureOf(name, text, rules);
  if (failure === undefined) return;
  throw new TemplateError(
    rules.constraintDescription === undefined
      ? failure
      : `Parameter ${name} failed to satisfy constraint: ${rules.constraintDescription}`,
  );
}

function failureOf(name: string, text: string, rules: ParameterDeclaration): string | undefined {
  if (Buffer.byteLength(text) > PARAMETER_BYTES_MAX)
    return `Parameter ${name} is longer than ${PARAMETER_BYTES_MAX} bytes`;
  const items = rules.type === 'String' || rules.type === 'Number' ? [text] : itemsOf(text);
  const isNumeric = rules.type === 'Number' || rules.type === 'List<Number>';
  if (isNumeric && !items.every((item) => item.trim() !== '' && Number.isFinite(Number(item)))) {
    return `Parameter value for parameter name ${name} must be of type ${rules.type}`;
  }
  if (rules.allowedValues && !items.every((item) => rules.allowedValues?.includes(item))) {
    return `Parameter '${name}' must be one of AllowedValues`;
  }
  if (rules.allowedPattern !== undefined && !matches(name, rules.allowedPattern, text)) {
    return `Parameter ${name} failed to satisfy constraint: must match pattern ${rules.allowedPattern}`;
  }
  return rangeFailure(name, text, items, isNumeric, rules);
}

function rangeFailure(
  name: string,
  text: string,
  items: readonly string[],
  isNumeric: boolean,
  { minLength = 0, maxLength = Infinity, minValue = -Infinity, maxValue = Infinity }: ParameterDeclaration,
): string | undefined {
  if (text.length < minLength) return `Parameter '${name}' must contain at least ${minLength} characters`;
  if (text.length > maxLength) return `Parameter '${name}' must contain at most ${maxLength} characters`;
  if (!isNumeric) return undefined;
  for (const number of items.map(Number)) {
    if (number < minValue) return `Parameter '${name}' must be a number not less than ${minValue}`;
    if (number > maxValue) return `Parameter '${name}' must be a number not greater than ${maxValue}`;
  }
  return undefined;
}

/** Of the whole value. In a context of its own, because only there can a search be ended from outside. */
function matches(name: string, pattern: string, text: string): boolean {
  try {
    const expression = new RegExp(`^(?:${pattern})$`, 's');
    return runInNewContext('expression.test(text)', { expression, text }, { timeout: PATTERN_MS_MAX }) === true;
  } catch (error) {
    throw new TemplateError(`Template error: AllowedPattern of ${name} can not be used: ${(error as Error).message}`);
  }
}
