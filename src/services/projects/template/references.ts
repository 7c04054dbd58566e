import type { JsonObject, JsonValue } from '../../../base/json.ts';
import {
  argumentList,
  attributeOf,
  CONDITION_FUNCTIONS,
  functionCall,
  splitOnce,
  subParts,
  substitution,
} from './functions.ts';
import { isObject } from './parse-template.ts';
import { TemplateError } from './template-error.ts';

/** Another part of the template that a value depends on. */
export type Reference =
  | { readonly kind: 'name'; readonly name: string; readonly by: string }
  | { readonly kind: 'attribute'; readonly name: string; readonly attribute: string; readonly by: string }
  | { readonly kind: 'condition'; readonly name: string };

/**
 * Everything that a value refers to, its functions checked for what they are given. With `conditions`, only the branch of
 * each `Fn::If` that is taken. Throws TemplateError.
 */
export function referencesIn(value: JsonValue, conditions?: ReadonlyMap<string, boolean>): Reference[] {
  if (Array.isArray(value)) return value.flatMap((item) => referencesIn(item, conditions));
  if (!isObject(value)) return [];
  const call = functionCall(value, false);
  if (!call) return Object.values(value).flatMap((member) => referencesIn(member, conditions));
  const { name, argument } = call;
  if (CONDITION_FUNCTIONS.has(name)) {
    throw new TemplateError(`Template error: ${name} can only stand in the section Conditions.`);
  }
  return ofCall(name, argument, conditions);
}

/** Of a condition: parameters and other conditions. Resources are not there yet when conditions are worked out. */
export function referencesInCondition(value: JsonValue): Reference[] {
  const call = isObject(value) ? functionCall(value, true) : undefined;
  if (!call || !CONDITION_FUNCTIONS.has(call.name)) {
    throw new TemplateError(
      'Template error: a condition must be one of Fn::Equals, Fn::And, Fn::Or, Fn::Not, Condition.',
    );
  }
  const { name, argument } = call;
  if (name === 'Condition') return [{ kind: 'condition', name: nameOf(argument, name) }];
  if (name === 'Fn::Equals') return referencesIn(argumentList(name, argument, 2, 2));
  const [least, most] = name === 'Fn::Not' ? [1, 1] : [2, 10];
  return argumentList(name, argument, least, most).flatMap(referencesInCondition);
}

function ofCall(name: string, argument: JsonValue, conditions?: ReadonlyMap<string, boolean>): Reference[] {
  switch (name) {
    case 'Ref':
      return [{ kind: 'name', name: nameOf(argument, name), by: name }];
    case 'Fn::GetAtt':
      return ofAttribute(argument, conditions);
    case 'Fn::Sub':
      return ofSubstitution(argument, conditions);
    case 'Fn::If':
      return ofChoice(argument, conditions);
    case 'Fn::Base64':
      return referencesIn(argument, conditions);
    default:
      return referencesIn(
        argumentList(name, argument, name === 'Fn::FindInMap' ? 3 : 2, name === 'Fn::FindInMap' ? 3 : 2),
        conditions,
      );
  }
}

function nameOf(argument: JsonValue, by: string): string {
  if (typeof argument === 'string') return argument;
  throw new TemplateError(`Template error: ${by} must be given a name.`);
}

function ofAttribute(argument: JsonValue, conditions?: ReadonlyMap<string, boolean>): Reference[] {
  const { logicalId, attribute } = attributeOf(argument);
  if (typeof attribute === 'string') return [{ kind: 'attribute', name: logicalId, attribute, by: 'Fn::GetAtt' }];
  // Which attribute is found out later; that the resource comes first is known.
  return [{ kind: 'name', name: logicalId, by: 'Fn::GetAtt' }, ...referencesIn(attribute, conditions)];
}

function ofSubstitution(argument: JsonValue, conditions?: ReadonlyMap<string, boolean>): Reference[] {
  const { text, values } = substitution(argument);
  const direct = subParts(text).flatMap((part): Reference[] => {
    if ('text' in part || Object.hasOwn(values, part.name)) return [];
    const [name = '', attribute] = splitOnce(part.name);
    return [
      attribute === undefined
        ? { kind: 'name', name, by: 'Fn::Sub' }
        : { kind: 'attribute', name, attribute, by: 'Fn::Sub' },
    ];
  });
  return [...direct, ...referencesIn(Object.values(values as JsonObject), conditions)];
}

function ofChoice(argument: JsonValue, conditions?: ReadonlyMap<string, boolean>): Reference[] {
  const [condition = null, whenTrue = null, whenFalse = null] = argumentList('Fn::If', argument, 3, 3);
  const name = nameOf(condition, 'Fn::If');
  const taken = conditions === undefined ? [whenTrue, whenFalse] : [conditions.get(name) ? whenTrue : whenFalse];
  return [{ kind: 'condition', name }, ...taken.flatMap((branch) => referencesIn(branch, conditions))];
}
