import { validationException } from '../../api/errors.ts';
import type { OperationContext } from '../../api/operation.ts';
import { parseArn, type Scope, sagemakerArn } from '../../base/arn.ts';

export const algorithmArn = (scope: Scope, name: string) => sagemakerArn(scope, 'algorithm', name);

/** Clients match on "does not exist". */
export const noSuchAlgorithm = (arn: string) => validationException(`Algorithm ${arn} does not exist.`);

/** The algorithm's name from a name or an ARN. One of another account or region does not exist here. */
export function algorithmName(nameOrArn: string, context: OperationContext): string {
  const arn = parseArn(nameOrArn);
  if (!arn) return nameOrArn;
  const [type, name] = arn.resource.split('/');
  const isHere = arn.account === context.account && arn.region === context.region;
  if (arn.service !== 'sagemaker' || type !== 'algorithm' || !name || !isHere) throw noSuchAlgorithm(nameOrArn);
  return name;
}
