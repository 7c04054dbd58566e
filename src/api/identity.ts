import type { Scope } from '../base/arn.ts';
import type { ServiceName } from './model.ts';
import type { OperationContext, Principal } from './operation.ts';

/** Whether a principal may do what it asks. Throws, or rejects with, the ServiceError that refuses it. */
export type Authorise = (
  principal: Principal,
  service: ServiceName,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  context: OperationContext,
) => Promise<void> | void;

/** A key that signs requests, as the gateway needs it to verify one. */
export interface SigningCredential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Present for temporary credentials; the request must carry the same token. */
  readonly sessionToken?: string;
  /** Milliseconds since the epoch after which a temporary credential is refused. */
  readonly expiresAtMs?: number;
  readonly principal: Principal;
}

export interface CredentialSource {
  /** Undefined for an unknown key. Called for every request: must be fast. */
  find(accessKeyId: string): SigningCredential | undefined | Promise<SigningCredential | undefined>;
}

/** Where hosts ask for keys of their role. No bucket can have such a name, so it is in nobody's way. */
export const HOST_CREDENTIALS_PATH = '/_sagebrush/role-credentials';

/** What a host is given its keys for. */
export interface HostGrant extends Scope {
  readonly roleArn: string;
  readonly sessionName: string;
  /** The job or endpoint that the host belongs to. When it has ended, there are no more keys. */
  readonly ownerArn: string;
}

/** Short-lived keys of a role, as a job gets them. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAtMs: number;
}

/** What domains ask of identity about resources that the call's own check does not see, or that are another account's. */
export interface ResourceAccess {
  /**
   * Throws AccessDenied unless the caller may do this. A resource of another account must be granted by both: the
   * caller's policies, and the policy of the resource.
   */
  check(action: string, resourceArn: string, context: OperationContext): Promise<void>;
}

/** What domains ask of identity when a request names a role. */
export interface RoleAuthority {
  /**
   * Refuses a role that the caller may not pass to SageMaker: of another account, unknown, or without the right.
   * Throws ValidationException or AccessDeniedException in SageMaker's words.
   */
  checkPassRole(roleArn: string, context: OperationContext): Promise<void>;
  /**
   * Throws AccessDenied in S3's words unless whoever the context names may do this with a bucket or an object. `input`
   * has members of the S3 call that it stands for, such as `Prefix`, for the conditions of policies.
   */
  checkS3(
    action: string,
    resourceArn: string,
    context: OperationContext,
    input?: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  /** The token for which a host gets short-lived keys, as often as it asks. Whoever has it can act as the role. */
  hostToken(grant: HostGrant): string;
  /** A context in which the server itself acts as the role, for example a pipeline execution creating its jobs. */
  roleContext(roleArn: string, sessionName: string, scope: Scope): OperationContext;
}
