import type { Authorise, ResourceAccess } from '../../../api/identity.ts';
import type { ServiceName } from '../../../api/model.ts';
import type { OperationContext } from '../../../api/operation.ts';
import { accessDenied } from '../../../api/policies/access-denied.ts';
import { actionsOf } from '../../../api/policies/actions/action-index.ts';
import { arnIn, type CalledAction, type CallInput } from '../../../api/policies/actions/called-actions.ts';
import { CallKeys, type Tags } from '../../../api/policies/call-keys.ts';
import { splitArn } from '../../../api/policies/condition-operators.ts';
import { decide, decideTrust, type Refusal, type ResourceSide } from '../../../api/policies/decide.ts';
import type { CalledOperation } from '../../../api/policies/sagemaker-keys.ts';
import type { Clock } from '../../../base/clock.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { iamTags, realArn } from './iam-resources.ts';
import { policyGroup } from './policy-groups.ts';
import type { Access, PrincipalAccess } from './principal-access.ts';

/** What decisions ask of the domains that own the resources. */
export interface ResourceFacts {
  /** Tags of a resource of any service but IAM; empty when it has none. */
  tags(resourceArn: string): Promise<Tags>;
  /** JSON text of the policy that hangs on a resource; undefined when it has none. */
  policy(resourceArn: string): Promise<string | undefined>;
}

export interface Question extends CalledAction {
  readonly context: OperationContext;
  readonly input?: CallInput;
  /** Whose input that is. */
  readonly called?: CalledOperation;
  /** Condition keys that only the asker knows, by name in lower case. */
  readonly more?: Readonly<Record<string, readonly string[]>>;
}

interface AuthoriserDeps {
  readonly store: SqlStore;
  readonly clock: Clock;
  readonly principals: PrincipalAccess;
  readonly resources: ResourceFacts;
  /** Nothing is decided: everybody may do everything. */
  readonly isOpen: boolean;
}

/** Resources that carry policies of their own. */
const HAS_POLICY = /^arn:[a-z-]+:sagemaker:[^:]*:[^:]*:model-package(?:-group)?\//;

/** Operations whose resources may be of that kind; of all others, callers without limits need no closer look. */
const MAY_HAVE_POLICY = /ModelPackage|^(?:AddTags|DeleteTags|ListTags|AddAssociation|QueryLineage)$/;

/** Whoever makes something with tags does this as well. */
const ADD_TAGS = 'sagemaker:AddTags';

const NO_INPUT: CallInput = {};

/** The name under which roles are handed to this server. */
export const SAGEMAKER = 'sagemaker.amazonaws.com';

/** Decides by the policies of the caller and of the resource. */
export class PolicyAuthoriser implements ResourceAccess {
  readonly #deps: AuthoriserDeps;

  constructor(deps: AuthoriserDeps) {
    this.#deps = deps;
  }

  /** Called for every request. Gives no promise for a caller in use whose policies ask for nothing from the store. */
  readonly authorise: Authorise = (principal, service, operation, input, context) => {
    if (this.#deps.isOpen) return;
    const access = this.#deps.principals.of(principal);
    if (access instanceof Promise) {
      return access.then((loaded) => this.#authoriseCall(loaded, service, operation, input, context));
    }
    return this.#authoriseCall(access, service, operation, input, context);
  };

  /** Undefined when the caller may do it. */
  async refusalOf(question: Question): Promise<Refusal | undefined> {
    if (this.#deps.isOpen) return undefined;
    const access = await this.#deps.principals.of(question.context.principal);
    return this.#decide(access, await this.#realised(question, access));
  }

  /** How the trust policy of a role decides about whoever wants to act as it; undefined when it may. */
  async refusalToAssume(question: Question, trustPolicy: string): Promise<Refusal | undefined> {
    if (this.#deps.isOpen) return undefined;
    const access = await this.#deps.principals.of(question.context.principal);
    const request = this.#request(access, question, await this.#tagsOf(question.resource));
    return decideTrust(request, access.set, {
      ...sideOf(question.resource),
      policy: policyGroup([trustPolicy], 'trust'),
    });
  }

  /** True when the trust policy lets SageMaker act as the role for the account. */
  trustsSageMaker(roleArn: string, trustPolicy: string, context: OperationContext): boolean {
    if (this.#deps.isOpen) return true;
    const subject = { account: '', arn: '', service: SAGEMAKER };
    const more = { 'aws:sourceaccount': [context.account], 'aws:sourcearn': [arnIn(context, 'sagemaker', '*')] };
    const nowMs = this.#deps.clock.nowMs();
    const facts = { subject, context, input: NO_INPUT, nowMs, resource: roleArn, principalTags: [], more };
    const request = { action: 'sts:AssumeRole', resource: roleArn, subject, keys: new CallKeys(facts) };
    const verdict = policyGroup([trustPolicy], 'trust').verdict(request);
    return verdict !== undefined && verdict !== 'deny';
  }

  async check(action: string, resource: string, context: OperationContext): Promise<void> {
    await this.require('sagemaker', { action, resource, context });
  }

  /** Throws AccessDenied in the words of the service unless the caller may do it. */
  async require(service: ServiceName, question: Question): Promise<void> {
    const refusal = await this.refusalOf(question);
    if (refusal) throw accessDenied(service, question.context.principal.arn, question, refusal);
  }

  #authoriseCall(
    access: Access,
    service: ServiceName,
    operation: string,
    input: CallInput,
    context: OperationContext,
  ): Promise<void> | void {
    if (!MAY_HAVE_POLICY.test(operation) && (access.isUnlimited || mayAlways(access, service, operation))) return;
    const asked = actionsOf(service, operation)(input, context);
    if (service === 'iam' || access.needsResourceTags || asked.some(({ resource }) => HAS_POLICY.test(resource))) {
      return this.#authoriseSlowly(access, asked, { context, input, called: { service, operation } });
    }
    for (const action of asked) {
      const question = { ...action, context, input, called: { service, operation } };
      const refusal = decide(this.#request(access, question), access.set, sideOf(action.resource));
      if (refusal) throw accessDenied(service, context.principal.arn, action, refusal);
    }
  }

  async #authoriseSlowly(
    access: Access,
    asked: readonly CalledAction[],
    call: Required<Pick<Question, 'context' | 'input' | 'called'>>,
  ): Promise<void> {
    for (const action of asked) {
      const question = await this.#realised({ ...action, ...call }, access);
      const refusal = await this.#decide(access, question);
      if (refusal) throw accessDenied(call.called.service, call.context.principal.arn, question, refusal);
    }
  }

  /** Things of IAM are asked for by name, and named in policies by their path as well. */
  async #realised<Asked extends Question>(question: Asked, access: Access): Promise<Asked> {
    if (!question.action.startsWith('iam:')) return question;
    return { ...question, resource: await realArn(this.#deps.store, question.resource, access.subject) };
  }

  async #decide(access: Access, question: Question): Promise<Refusal | undefined> {
    const { resources } = this.#deps;
    const text = HAS_POLICY.test(question.resource) ? await resources.policy(question.resource) : undefined;
    const policy = text === undefined ? undefined : policyGroup([text], 'resource');
    const mentionsTags = access.needsResourceTags || text?.toLowerCase().includes('resourcetag/');
    const tags = mentionsTags ? await this.#tagsOf(question.resource) : undefined;
    return decide(this.#request(access, question, tags), access.set, { ...sideOf(question.resource), policy });
  }

  #request(access: Access, { action, resource, input = NO_INPUT, ...question }: Question, resourceTags?: Tags) {
    const { subject, tags: principalTags } = access;
    const nowMs = this.#deps.clock.nowMs();
    const keys = new CallKeys({ ...question, subject, input, nowMs, resource, principalTags, resourceTags });
    return { action, resource, subject, keys };
  }

  async #tagsOf(resource: string): Promise<Tags> {
    return (await iamTags(this.#deps.store, resource)) ?? this.#deps.resources.tags(resource);
  }
}

/** Most callers may do what they do on everything. Then it need not be found out what a call is about. */
function mayAlways(access: Access, service: ServiceName, operation: string): boolean {
  if (!service.startsWith('sagemaker')) return false;
  return access.always(`sagemaker:${operation}`) && (!operation.startsWith('Create') || access.always(ADD_TAGS));
}

/** Whose the resource is, where its ARN says so. */
function sideOf(resource: string): ResourceSide {
  const account = splitArn(resource)[4] ?? '';
  return /^\d{12}$/.test(account) ? { account } : {};
}
