import { JobFailure } from '../../../base/errors.ts';
import type { JsonValue } from '../../../base/json.ts';
import type { ComparisonType, Condition, Scalar } from '../definition/pipeline-definition.ts';
import { type EvaluationScope, evaluateScalar } from './evaluate.ts';

/** Whether all conditions hold. Stops at the first that does not. Throws JobFailure for what cannot be compared. */
export async function evaluateConditions(conditions: readonly Condition[], scope: EvaluationScope): Promise<boolean> {
  for (const condition of conditions) {
    if (!(await evaluateCondition(condition, scope))) return false;
  }
  return true;
}

async function evaluateCondition(condition: Condition, scope: EvaluationScope): Promise<boolean> {
  switch (condition.type) {
    case 'Not':
      return !(await evaluateCondition(condition.condition, scope));
    case 'Or':
      for (const alternative of condition.conditions) {
        if (await evaluateCondition(alternative, scope)) return true;
      }
      return false;
    case 'In':
      return isIn(await evaluateScalar(condition.query, scope), condition.values, scope);
    default:
      return COMPARE[condition.type](
        await evaluateScalar(condition.left, scope),
        await evaluateScalar(condition.right, scope),
      );
  }
}

const COMPARE: Readonly<Record<ComparisonType, (left: Scalar, right: Scalar) => boolean>> = {
  Equals: areEqual,
  GreaterThan: (left, right) => order(left, right) > 0,
  GreaterThanOrEqualTo: (left, right) => order(left, right) >= 0,
  LessThan: (left, right) => order(left, right) < 0,
  LessThanOrEqualTo: (left, right) => order(left, right) <= 0,
};

/** A value of another kind is simply not this one. */
async function isIn(query: Scalar, values: readonly JsonValue[], scope: EvaluationScope): Promise<boolean> {
  for (const value of values) {
    if ((await evaluateScalar(value, scope)) === query) return true;
  }
  return false;
}

function areEqual(left: Scalar, right: Scalar): boolean {
  if (typeof left !== typeof right) throw cannotCompare(left, right);
  return left === right;
}

/** Numeric strings order as numbers, because parameters of type String are compared with numbers in real pipelines. */
function order(left: Scalar, right: Scalar): number {
  const [leftNumber, rightNumber] = [asNumber(left), asNumber(right)];
  if (leftNumber !== undefined && rightNumber !== undefined) return leftNumber - rightNumber;
  if (typeof left !== 'string' || typeof right !== 'string') throw cannotCompare(left, right);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function asNumber(value: Scalar): number | undefined {
  if (typeof value === 'boolean' || (typeof value === 'string' && value.trim() === '')) return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}

const cannotCompare = (left: Scalar, right: Scalar) =>
  new JobFailure(
    'ClientError',
    `Cannot compare ${typeof left} ${JSON.stringify(left)} with ${typeof right} ${JSON.stringify(right)}.`,
  );
