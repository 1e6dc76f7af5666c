// The arrows of the house: all run one way.
const never = (name, from, to, comment) => ({ name, severity: 'error', comment, from: { path: from }, to });
const notTest = (path) => ({ path, pathNot: '/test/' });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphan', severity: 'error', from: { orphan: true, pathNot: '(\\.d\\.ts|config\\.(ts|mjs)|\\.json)$' }, to: {} },
    never(
      'contract-is-the-ground',
      '^backend/contract/',
      { pathNot: '^(backend/contract/|node_modules/(valibot|@types)/)' },
      'contract/ imports nothing but valibot',
    ),
    {
      name: 'correlation-is-pure',
      severity: 'error',
      from: notTest('^backend/correlation/'),
      to: { pathNot: '^backend/(correlation|contract)/' },
      comment: 'no I/O, no clock, no log, no package',
    },
    {
      name: 'card-reaches-only-the-contract',
      severity: 'error',
      from: { path: '^card/', pathNot: '^card/(test/|build\\.ts|chromium\\.ts)' },
      to: { path: '^backend/', pathNot: '^backend/contract/' },
    },
    never('backend-never-the-card', '^backend/', { path: '^card/' }),
    {
      name: 'meter-knows-no-store',
      severity: 'error',
      from: notTest('^backend/(meter|home|home-assistant|simulated-home)/'),
      to: { path: '^backend/(store|api|correlation|recorder|correlator)' },
    },
    {
      name: 'store-knows-no-meter',
      severity: 'error',
      from: notTest('^backend/store/'),
      to: { path: '^backend/(meter|home|home-assistant|simulated-home|api|correlation|recorder|correlator)' },
    },
    {
      name: 'api-knows-only-interfaces',
      severity: 'error',
      from: notTest('^backend/api/'),
      to: { path: '^backend/(meter|home|store)/', pathNot: '^backend/(meter/meter|home/home|store/store)\\.ts$' },
    },
    {
      name: 'api-not-the-adapters',
      severity: 'error',
      from: notTest('^backend/api/'),
      to: { path: '^backend/(home-assistant|simulated-home)/' },
    },
    {
      name: 'insight-reads-what-is-known',
      severity: 'error',
      from: notTest('^backend/insight/'),
      to: {
        pathNot: '^backend/(insight/|contract/|correlation/types\\.ts$|corrections/what-holds\\.ts$|store/store\\.ts$|local-day\\.ts$)',
      },
      comment: 'no loop, no clock, no log, no package: the stored and the learned in, answers out',
    },
    { name: 'product-not-tests', severity: 'error', from: { pathNot: '(^|/)test/' }, to: { path: '(^|/)test/' } },
    {
      name: 'product-not-dev-packages',
      severity: 'error',
      from: { path: '^backend/', pathNot: '/test/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'backend/tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
