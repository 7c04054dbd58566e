import type { Authorise } from '../api/identity.ts';

export type { Authorise } from '../api/identity.ts';

/** Without policies, whoever has a key of an account may do everything in it. */
export const allowAll: Authorise = () => {};
