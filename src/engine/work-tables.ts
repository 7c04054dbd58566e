/** Rows of the engine as they lie in the database. README.md has the life of one. */
export type WorkTables = {
  engine_work: {
    kind: string;
    work_key: string;
    /** When it is looked at next; null: when woken. It stays what it was while the work is being looked at. */
    wake_at_ms: number | null;
    /** Grows with every wake, so that one that comes during a look is noticed at its end. */
    wakes: number;
    /** Grows with every claim and every end of a look: who holds an older one may write nothing. */
    fence: number;
    /** Node that looks at it now, and until when it may. Used where several nodes share the database. */
    lease_owner: string | null;
    lease_until_ms: number | null;
    /** Looks that failed in a row. */
    attempt: number;
    last_error: string | null;
  };
  engine_subscription: { topic: string; kind: string; work_key: string };
};

/** The right to look at a piece of work once, and to write down what came of it. */
export interface Claim {
  readonly kind: string;
  readonly key: string;
  readonly fence: number;
  readonly wakes: number;
  readonly attempt: number;
}

/** The claim was overtaken: another look at the same work has begun or ended since. Nothing may be written. */
export class ClaimLostError extends Error {
  constructor(claim: Claim) {
    super(`another look at ${claim.kind} ${claim.key} has begun since`);
    this.name = 'ClaimLostError';
  }
}
