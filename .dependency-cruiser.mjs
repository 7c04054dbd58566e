/** Layers from the ground up. A layer may import itself and what its line names; anything else is an error. */
const LAYERS = {
  base: [],
  api: ['base'],
  config: ['base'],
  store: ['base', 'api'],
  runners: ['base', 'config'],
  engine: ['base', 'store'],
  jobs: ['base', 'api', 'store', 'runners', 'engine'],
  services: ['base', 'api', 'store', 'engine', 'jobs', 'runners'],
  neighbours: ['base', 'api', 'store', 'engine', 'jobs'],
  gateway: ['base', 'api'],
};

const layerRules = Object.entries(LAYERS).map(([layer, allowed]) => ({
  name: `layer-${layer}`,
  comment: `src/${layer} may import only itself${allowed.map((name) => `, ${name}`).join('')}.`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: '^src/', pathNot: [layer, ...allowed].map((name) => `^src/${name}/`) },
}));

/** Libraries that only one place may touch, so that they can be replaced there. */
const OWNED_LIBRARIES = {
  '@photostructure/sqlite|pg': '^src/store/sql/',
  'fast-xml-parser': '^src/gateway/',
  tar: '^src/(jobs|store|services/endpoints)/',
  pino: '^src/cli/',
  commander: '^src/cli/',
};

const libraryRules = Object.entries(OWNED_LIBRARIES).map(([library, owner]) => ({
  name: `library-${library.replaceAll(/[^a-z]/g, '-')}`,
  comment: `Only ${owner} may import ${library}.`,
  severity: 'error',
  from: { path: '^src/', pathNot: owner },
  to: { path: `^node_modules/(@types/)?(${library})/` },
}));

export default {
  forbidden: [
    ...layerRules,
    ...libraryRules,
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-door',
      comment: 'A domain reaches another only through its index.ts.',
      severity: 'error',
      from: { path: '^src/(services|neighbours)/([^/]+)/' },
      to: {
        path: '^src/(services|neighbours)/[^/]+/',
        pathNot: ['^src/$1/$2/', '^src/(services|neighbours)/[^/]+/index\\.ts$'],
      },
    },
    {
      name: 'nobody-imports-main',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/(main\\.ts|cli/)' },
    },
    {
      name: 'no-tests-in-source',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^tests/|\\.test\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] },
  },
};
