import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { DomainCoverage } from '../../src/api/coverage.ts';

/** What a coverage table says of one operation, without the types of its members. */
export interface CoveredOperation {
  readonly service: keyof DomainCoverage;
  readonly operation: string;
  readonly honoured: readonly string[];
  readonly stored: Readonly<Record<string, string>>;
  readonly ignored: Readonly<Record<string, string>>;
  readonly refused: Readonly<Record<string, string>>;
  readonly set: readonly string[];
  readonly never: Readonly<Record<string, string>>;
}

const LAYERS = ['services', 'neighbours'].map((layer) => fileURLToPath(new URL(`../../src/${layer}`, import.meta.url)));

/** Every line of every domain's coverage.ts. */
export async function coverageTables(): Promise<readonly CoveredOperation[]> {
  const files = LAYERS.flatMap((layer) => readdirSync(layer).map((domain) => `${layer}/${domain}/coverage.ts`)).filter(
    (file) => existsSync(file),
  );
  const modules = await Promise.all(
    files.map(async (file) => (await import(pathToFileURL(file).href)) as { readonly coverage: DomainCoverage }),
  );
  return modules.flatMap(({ coverage }) =>
    Object.entries(coverage).flatMap(([service, operations]) =>
      Object.entries(operations).map(([operation, line]) => ({
        ...{ stored: {}, ignored: {}, refused: {}, set: [], never: {} },
        ...(line as Omit<CoveredOperation, 'service' | 'operation'>),
        ...{ service: service as keyof DomainCoverage, operation },
      })),
    ),
  );
}
