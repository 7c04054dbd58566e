import type { SigningCredential } from '../../src/api/identity.ts';
import { OperationRegistry } from '../../src/api/operation-registry.ts';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../../src/gateway/gateway.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-west-2';

/** A permanent key of the account's administrator. */
export const ADMIN: SigningCredential = {
  accessKeyId: 'AKIATESTADMINISTRATR',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYtestsecret',
  principal: { kind: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/admin`, account: ACCOUNT, principalId: 'AIDATEST' },
};

/** A temporary key of a role. */
export const ROLE_SESSION: SigningCredential = {
  accessKeyId: 'ASIATESTSESSION00000',
  secretAccessKey: 'sessionsecretsessionsecretsessionsecret1',
  sessionToken: 'session-token/with+special=characters',
  expiresAtMs: Date.now() + 3_600_000,
  principal: {
    kind: 'assumed-role',
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/session`,
    account: ACCOUNT,
    principalId: 'AROATEST:session',
  },
};

/** An expired one. */
export const EXPIRED_SESSION: SigningCredential = {
  ...ROLE_SESSION,
  accessKeyId: 'ASIATESTEXPIRED00000',
  expiresAtMs: Date.now() - 1000,
};

export interface TestGateway {
  readonly url: string;
  /** There when the gateway was given a place for certificates. */
  readonly tlsUrl?: string;
  readonly gateway: Gateway;
}

/** A gateway on a free port of the loopback interface, over the handlers that `register` adds. */
export async function startGateway(
  register: (registry: OperationRegistry) => void,
  options: Partial<GatewayOptions> & { readonly clock?: Clock } = {},
): Promise<TestGateway> {
  const registry = new OperationRegistry();
  register(registry);
  const keys = [ADMIN, ROLE_SESSION, EXPIRED_SESSION];
  const gateway = createGateway({
    registry,
    credentials: { find: (accessKeyId) => keys.find((key) => key.accessKeyId === accessKeyId) },
    clock: systemClock,
    logger: silentLogger,
    region: REGION,
    ...options,
  });
  return { ...(await gateway.listen('127.0.0.1', 0)), gateway };
}
