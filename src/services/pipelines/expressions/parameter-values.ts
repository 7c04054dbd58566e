import { validationException } from '../../../api/errors.ts';
import type { Parameter } from '../../../api/generated/sagemaker-types.ts';
import type { ParameterDeclaration, Scalar } from '../definition/pipeline-definition.ts';

/** The effective values of an execution by parameter name, in the order of their declaration. */
export type ParameterValues = Readonly<Record<string, Scalar>>;

/**
 * Values for every declared parameter: what was given at the start, converted from its text, or else the default.
 * Throws ValidationException for a name that is unknown or given twice, a value of another type or outside the enum, and
 * a parameter without any value.
 */
export function bindParameters(
  declarations: readonly ParameterDeclaration[],
  given: readonly Parameter[],
): ParameterValues {
  const texts = new Map<string, string>();
  for (const { Name, Value } of given) {
    if (!declarations.some(({ name }) => name === Name)) {
      throw validationException(`Undefined pipeline parameter provided: [${Name}].`);
    }
    if (texts.has(Name)) throw validationException(`Pipeline parameter [${Name}] is given more than once.`);
    texts.set(Name, Value);
  }
  const missing = declarations.filter(({ name, defaultValue }) => !texts.has(name) && defaultValue === undefined);
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    throw validationException(`Values are required for pipeline parameters without a default value: [${names}].`);
  }
  return Object.fromEntries(declarations.map((declaration) => [declaration.name, bind(declaration, texts)]));
}

function bind(declaration: ParameterDeclaration, texts: ReadonlyMap<string, string>): Scalar {
  const text = texts.get(declaration.name);
  if (text === undefined) return declaration.defaultValue ?? '';
  if (declaration.enumValues && !declaration.enumValues.includes(text)) {
    throw validationException(
      `Value '${text}' of pipeline parameter [${declaration.name}] is not one of: [${declaration.enumValues.join(', ')}].`,
    );
  }
  const value = convert(text, declaration);
  if (value === undefined) {
    throw validationException(
      `Value '${text}' of pipeline parameter [${declaration.name}] is not of type ${declaration.type}.`,
    );
  }
  return value;
}

/** Clients send every value as text, Python's booleans with a capital letter. */
function convert(text: string, { type }: ParameterDeclaration): Scalar | undefined {
  switch (type) {
    case 'String':
      return text;
    case 'Integer': {
      const value = Number(text);
      return /^[+-]?\d+$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
    }
    case 'Float': {
      const value = Number(text);
      return text.trim() !== '' && Number.isFinite(value) ? value : undefined;
    }
    case 'Boolean': {
      const lower = text.toLowerCase();
      return lower === 'true' || lower === 'false' ? lower === 'true' : undefined;
    }
  }
}
