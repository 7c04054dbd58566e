/**
 * An error that a client is meant to see: it leaves the server with this code, message and status.
 * `members` are further members of a modelled error shape (for example `OriginalStatusCode` of ModelError).
 */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

/** Who is at fault when a job ends badly. SageMaker puts it before the reason, and clients match on it. */
export type JobFaultKind = 'AlgorithmError' | 'ClientError' | 'InternalServerError' | 'CapacityError';

/** What went wrong in the user's work. It becomes a job's FailureReason, `<kind>: <message>`, at most 1024 characters. */
export class JobFailure extends Error {
  readonly kind: JobFaultKind;

  constructor(kind: JobFaultKind, message: string) {
    super(message);
    this.name = 'JobFailure';
    this.kind = kind;
  }

  get reason(): string {
    return `${this.kind}: ${this.message}`.slice(0, 1024);
  }
}

/**
 * A runner could not do what it was asked. `transient` may succeed when tried again, `permanent` will not, `lost` means
 * that the runner no longer knows the process.
 */
export class RunnerError extends Error {
  readonly nature: 'transient' | 'permanent' | 'lost';

  constructor(nature: 'transient' | 'permanent' | 'lost', message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RunnerError';
    this.nature = nature;
  }
}

/** A bug of ours. The client gets InternalFailure and a request id; the log gets this. */
export class InvariantError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'InvariantError';
  }
}
