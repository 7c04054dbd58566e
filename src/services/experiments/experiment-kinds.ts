import { resourceNotFound, validationException } from '../../api/errors.ts';
import { parseArn, type Scope, sagemakerArn } from '../../base/arn.ts';
import type { ServiceError } from '../../base/errors.ts';

/** The three things of this domain, by the type in their ARNs. */
export const ExperimentKind = {
  Experiment: 'experiment',
  Trial: 'experiment-trial',
  Component: 'experiment-trial-component',
} as const;
export type ExperimentKind = (typeof ExperimentKind)[keyof typeof ExperimentKind];

/** What error texts call a thing of each kind. */
export const NOUNS: Readonly<Record<ExperimentKind, string>> = {
  experiment: 'Experiment',
  'experiment-trial': 'Trial',
  'experiment-trial-component': 'TrialComponent',
};

export function noSuch(kind: ExperimentKind, arn: string): ServiceError {
  return resourceNotFound(`${NOUNS[kind]} '${arn}' does not exist.`);
}

/** Newer clients look for `names must be unique within an AWS account`, older ones for `already exists`. */
export function nameTaken(kind: ExperimentKind, name: string): ServiceError {
  const noun = NOUNS[kind];
  return validationException(
    `${noun} names must be unique within an AWS account and region. ${noun} with name (${name}) already exists.`,
  );
}

/** The name from a name or an ARN. An ARN of another account, region or kind is a thing that does not exist here. */
export function nameIn(kind: ExperimentKind, nameOrArn: string, scope: Scope): string {
  const arn = parseArn(nameOrArn);
  if (!arn) return nameOrArn;
  const [type, name] = arn.resource.split('/');
  if (type !== kind || !name || arn.account !== scope.account || arn.region !== scope.region) {
    throw noSuch(kind, nameOrArn);
  }
  return name;
}

export const arnOf = (kind: ExperimentKind, scope: Scope, name: string): string => sagemakerArn(scope, kind, name);
