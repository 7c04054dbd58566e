import { type OperationFacts, SERVICES, type ServiceName, serviceModel } from '../../src/api/model.ts';
import type { ApiClient } from './api-client.ts';

export interface BuiltOperation {
  readonly service: ServiceName;
  readonly operation: OperationFacts;
}

/** The operations that a server has, found by asking for all of the model: one that is not built says so before all else. */
export async function builtOperations(
  client: ApiClient,
  services: readonly ServiceName[] = SERVICES.filter((service) => service !== 's3'),
): Promise<BuiltOperation[]> {
  const all = services.flatMap((service) =>
    Object.values(serviceModel(service).operations).map((operation) => ({ service, operation })),
  );
  const isBuilt = await Promise.all(
    all.map(async ({ service, operation }) => (await client.call(service, operation.name, {})).status !== 501),
  );
  return all.filter((_one, index) => isBuilt[index]);
}
