import { partitionOf, type Scope } from '../../../base/arn.ts';
import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { checkTemplate, type ResourceFacts } from '../template/check-template.ts';
import { type Environment, type Evaluated, NO_VALUE } from '../template/environment.ts';
import { evaluate, evaluateConditions, evaluateObject } from '../template/evaluate.ts';
import { parameterTexts, parameterValue } from '../template/parameter-values.ts';
import { parseTemplate } from '../template/parse-template.ts';
import { resourceOrder } from '../template/resource-order.ts';
import type { ResourceDeclaration, Template } from '../template/template.ts';
import type { Made } from './resource-type.ts';

/** What a stack is to its template: the values of pseudo parameters. */
export interface Stack extends Scope {
  readonly projectName: string;
  readonly projectId: string;
  readonly stackName: string;
  readonly stackId: string;
}

/** Characters of all texts that the functions of one resource, or of all conditions, may make. */
const CHARACTERS_MAX = 16 * 1024 * 1024;

/** The parameters that the platform gives to every template, which must declare them. */
export const PLATFORM_PARAMETERS = ['SageMakerProjectName', 'SageMakerProjectId'] as const;

/** A template with its values, ready to be made. */
export interface Plan {
  readonly template: Template;
  /** In the order in which they are made. */
  readonly resources: readonly ResourceDeclaration[];
  /** A resource's properties, when all that it refers to is made. Throws TemplateError. */
  properties(resource: ResourceDeclaration, made: ReadonlyMap<string, Made>): JsonObject;
  outputs(made: ReadonlyMap<string, Made>): Readonly<Record<string, string>>;
}

/** Reads, checks and orders a template. Throws TemplateError. */
export function planTemplate(
  text: string,
  given: Readonly<Record<string, string>>,
  stack: Stack,
  types: ReadonlyMap<string, ResourceFacts>,
): Plan {
  const template = parseTemplate(text);
  checkTemplate(template, types);
  const platform = { SageMakerProjectName: stack.projectName, SageMakerProjectId: stack.projectId };
  const texts = parameterTexts(template, new Map(Object.entries({ ...given, ...platform })));
  const values = valuesOf(template, texts, stack);
  const nothing = () => undefined;
  const { mappings } = template;
  const conditions = evaluateConditions(template.conditions, {
    values,
    mappings,
    budget: { left: CHARACTERS_MAX },
    reference: nothing,
    attribute: nothing,
  });
  const environment = (made: ReadonlyMap<string, Made>): Environment => ({
    values,
    conditions,
    mappings,
    budget: { left: CHARACTERS_MAX },
    reference: (logicalId) => made.get(logicalId)?.reference,
    attribute: (logicalId, name) => made.get(logicalId)?.attributes[name],
  });
  return {
    template,
    resources: resourceOrder(template, conditions),
    properties: (resource, made) => evaluateObject(resource.properties, environment(made)),
    outputs: (made) => outputsOf(template, environment(made)),
  };
}

function valuesOf(template: Template, texts: ReadonlyMap<string, string>, stack: Stack): Map<string, Evaluated> {
  const partition = partitionOf(stack.region);
  const values = new Map<string, Evaluated>([
    ['AWS::AccountId', stack.account],
    ['AWS::NoValue', NO_VALUE],
    ['AWS::NotificationARNs', []],
    ['AWS::Partition', partition],
    ['AWS::Region', stack.region],
    ['AWS::StackId', stack.stackId],
    ['AWS::StackName', stack.stackName],
    ['AWS::URLSuffix', partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'],
  ]);
  for (const [name, declaration] of template.parameters) {
    values.set(name, parameterValue(declaration, texts.get(name) ?? ''));
  }
  return values;
}

function outputsOf({ outputs }: Template, environment: Environment): Record<string, string> {
  const entries = [...outputs].flatMap(([name, { value, condition }]) => {
    if (condition !== undefined && !environment.conditions.get(condition)) return [];
    const evaluated = evaluate(value, environment);
    return evaluated === NO_VALUE ? [] : [[name, outputText(evaluated)] as const];
  });
  return Object.fromEntries(entries);
}

const outputText = (value: JsonValue) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
