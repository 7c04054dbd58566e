import type { OperationRegistry } from './api/operation-registry.ts';
import { parseArn, type Scope } from './base/arn.ts';
import { ServiceError } from './base/errors.ts';
import { newUuid } from './base/ids.ts';

/** What runs hosts, by the type in its ARN: the noun of its operations. */
const OWNERS: Readonly<Record<string, string>> = {
  'training-job': 'TrainingJob',
  'processing-job': 'ProcessingJob',
  'transform-job': 'TransformJob',
  'compilation-job': 'CompilationJob',
  endpoint: 'Endpoint',
};

const ENDED: ReadonlySet<unknown> = new Set(['Completed', 'COMPLETED', 'Failed', 'FAILED', 'Stopped', 'STOPPED']);

/** Whether the job or endpoint of an ARN is still at work, as its Describe operation tells it. */
export function hostOwners(registry: OperationRegistry, endpoint: () => string) {
  return async (ownerArn: string, { account, region }: Scope): Promise<boolean> => {
    const [type = '', ...names] = parseArn(ownerArn)?.resource.split('/') ?? [];
    const noun = Object.hasOwn(OWNERS, type) ? OWNERS[type] : undefined;
    if (noun === undefined) return false;
    const principal = { kind: 'service', arn: 'sagemaker.amazonaws.com', account, principalId: 'sagemaker' } as const;
    const context = { account, region, principal, requestId: newUuid(), endpoint: endpoint() };
    try {
      const owner = await registry.invoke(
        'sagemaker',
        `Describe${noun}`,
        { [`${noun}Name`]: names.join('/') },
        context,
      );
      return !ENDED.has(owner[`${noun}Status`]);
    } catch (error) {
      if (error instanceof ServiceError && error.status < 500) return false;
      throw error;
    }
  };
}
