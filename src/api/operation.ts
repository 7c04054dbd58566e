import type { Scope } from '../base/arn.ts';

/** Who makes a call, as the authenticated credential says. */
export interface Principal {
  readonly kind: 'root' | 'user' | 'assumed-role' | 'service';
  /** For example `arn:aws:iam::123456789012:user/admin` or `arn:aws:sts::…:assumed-role/<role>/<session>`. */
  readonly arn: string;
  readonly account: string;
  /** The unique id that IAM gives it (`AIDA…`, `AROA…:<session>`). */
  readonly principalId: string;
  /** What a session was narrowed to when its keys were made. */
  readonly session?: PrincipalSession;
}

export interface PrincipalSession {
  /** JSON texts of session policies: the session may do what its role may, and these allow. Empty for no limit. */
  readonly policies: readonly string[];
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** What an operation may know about its call. Free of HTTP. */
export interface OperationContext extends Scope {
  readonly principal: Principal;
  readonly requestId: string;
  /** The server's own URL as the caller reached it, for answers that must name an endpoint. */
  readonly endpoint: string;
  /** Address of the client. The server's own calls have neither this nor what follows. */
  readonly sourceIp?: string;
  /** True when the client came by TLS. */
  readonly isSecure?: boolean;
  readonly userAgent?: string;
  /** Fires when the client's connection closes: nobody waits for the answer any more. */
  readonly callerGone?: () => AbortSignal;
}

/** What policies may ask about the client of a call. */
export type ClientFacts = Required<Pick<OperationContext, 'sourceIp' | 'isSecure' | 'userAgent'>>;

/** An operation of the API: a plain function of its typed input. Throws ServiceError for what a client should see. */
export type Operation<Input, Output> = (input: Input, context: OperationContext) => Promise<Output>;

/** The shapes of a service: operation name to input and output (see api/generated). */
export type OperationShapes<Operations> = { [Name in keyof Operations]: { input: unknown; output: unknown } };

/** Handlers of some of a service's operations. What is absent answers NotImplemented. */
export type Handlers<Operations extends OperationShapes<Operations>> = {
  readonly [Name in keyof Operations]?: Operation<Operations[Name]['input'], Operations[Name]['output']>;
};

/**
 * Calls an operation from inside the server, validated like a client's call. Controllers use other domains through it,
 * so that a training job made by a pipeline is a training job like any other.
 */
export interface Invoker<Operations extends OperationShapes<Operations>> {
  invoke<Name extends keyof Operations & string>(
    operation: Name,
    input: Operations[Name]['input'],
    context: OperationContext,
  ): Promise<Operations[Name]['output']>;
}
