import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts'] } },
      {
        test: { name: 'contract', include: ['tests/contract/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
      { test: { name: 'wire', include: ['tests/wire/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: 'faults', include: ['tests/faults/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 180_000 } },
      {
        test: {
          name: 'clients',
          include: ['tests/clients/**/*.test.ts'],
          globalSetup: [
            'scripts/setup/client-tools.mjs',
            'scripts/setup/openlineage-client.mjs',
            'scripts/setup/sagemaker-sdks.mjs',
          ],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
    pool: 'forks',
    maxWorkers: 2,
  },
});
