/** What is known of a request, by condition key in lower case (`aws:sourceip`). Undefined for a key it does not have. */
export interface RequestKeys {
  values(key: string): readonly string[] | undefined;
}

/** Who asks, in the terms that policies name somebody. */
export interface Subject {
  /** Twelve digits; empty for a service. */
  readonly account: string;
  /** The ARN of the user, or of the role that a session acts as. Empty for a service. */
  readonly arn: string;
  /** The session's own ARN. */
  readonly sessionArn?: string | undefined;
  /** For a service that asks by itself, such as `sagemaker.amazonaws.com`. */
  readonly service?: string | undefined;
}

/** One action on one resource. A call may be several of them. */
export interface AccessRequest {
  /** `<service>:<Action>`. */
  readonly action: string;
  /** An ARN; `*` for an action that is about no resource. */
  readonly resource: string;
  readonly subject: Subject;
  readonly keys: RequestKeys;
}
