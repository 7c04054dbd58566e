import type { PageTokens } from '../../api/page-tokens.ts';
import type { Identity } from '../iam/index.ts';

/** What the accounts of a server are managed with. */
export interface OrganizationsDeps {
  readonly identity: Identity;
  readonly tokens: PageTokens;
  /** The account that the server was started with. It alone makes and closes others. */
  readonly managementAccount: string;
}
