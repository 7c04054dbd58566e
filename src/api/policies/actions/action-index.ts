import { type ServiceName, serviceModel } from '../../model.ts';
import type { ActionsOf } from './called-actions.ts';
import { iamActions } from './iam-actions.ts';
import { logsActions } from './logs-actions.ts';
import { s3Actions } from './s3-actions.ts';
import { sagemakerActions } from './sagemaker-actions.ts';
import { sqsActions } from './sqs-actions.ts';

const none: ActionsOf = () => [];

/**
 * STS: who somebody is, and temporary keys of one's own, need no permission. AssumeRole is decided where the trust policy
 * is read.
 */
const FREE: ReadonlySet<string> = new Set(['AssumeRole', 'GetCallerIdentity', 'GetSessionToken']);

const known = new Map<string, ActionsOf>();

/** What a call of the operation does, as policies name it: the index from operations to actions and resources. */
export function actionsOf(service: ServiceName, operation: string): ActionsOf {
  const name = `${service} ${operation}`;
  let actions = known.get(name);
  if (!actions) {
    actions = build(service, operation);
    known.set(name, actions);
  }
  return actions;
}

function build(service: ServiceName, operation: string): ActionsOf {
  const model = serviceModel(service);
  switch (model.service.signingName) {
    case 'sagemaker':
      return sagemakerActions(model, operation);
    case 's3':
      return s3Actions(operation);
    case 'iam':
      return iamActions(operation);
    case 'logs':
      return logsActions(operation);
    case 'sqs':
      return sqsActions(operation);
    case 'monitoring':
      return () => [{ action: `cloudwatch:${operation}`, resource: '*' }];
    default: {
      if (service === 'sts' && FREE.has(operation)) return none;
      const action = `${model.service.signingName}:${operation}`;
      return () => [{ action, resource: '*' }];
    }
  }
}
