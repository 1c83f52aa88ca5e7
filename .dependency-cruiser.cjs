/** Who may import whom. The table and its reasons are in ARCHITECTURE.md. */
const TEST = '\\.test\\.tsx?$';
/** What tests share, beside the code that they test. */
const TEST_SUPPORT = '/(testing|fixtures)/';
const CODE = '^(shared|electron|renderer)/';

/** Tests may reach further: for vitest, for the other side of a contract. */
const layer = (name, allowed, from = `^electron/${name}/`) => ({
  name,
  severity: 'error',
  comment: `${name}: imports only what ARCHITECTURE.md lists for it`,
  // The page's tests share a library of their own.
  from: { path: from, pathNot: [TEST, '^renderer/testing/'] },
  to: { pathNot: allowed },
});
const withNode = ({ to, ...rule }) => ({ ...rule, to: { ...to, dependencyTypesNot: ['core'] } });

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    layer('shared', ['^shared/', 'node_modules/(zod|fast-xml-parser|@noble/hashes)/'], '^shared/'),
    withNode(layer('engine', ['^shared/', '^electron/engine/', 'node_modules/(dns2|(@types/)?node-forge)/'])),
    withNode(layer('native', ['^shared/', '^electron/native/', 'node_modules/koffi/'])),
    withNode(
      layer('lab', ['^shared/', '^electron/(lab|native)/', 'node_modules/(dns2|(@types/)?node-forge)/']),
    ),
    withNode(
      layer('services', [
        '^shared/',
        '^electron/(services|engine|lab|native)/',
        'node_modules/(@types/)?(yazl|yauzl)/',
      ]),
    ),
    withNode(layer('cli', ['^shared/', '^electron/(cli|services)/', '^package\\.json$'])),
    withNode(
      layer('main', [
        '^shared/',
        '^electron/(main|services|file-worker)/',
        'node_modules/(electron|zod)/',
        '^package\\.json$',
      ]),
    ),
    withNode(
      layer('file-worker', ['^shared/', '^electron/(file-worker|services)/', 'node_modules/(electron|zod)/']),
    ),
    layer('preload', ['^electron/preload/', '^shared/ipc/channels\\.ts$', 'node_modules/electron/']),
    withNode(layer('setup', ['^electron/setup/', 'node_modules/@electron/fuses/'])),
    layer(
      'renderer',
      [
        '^renderer/',
        '^shared/',
        'node_modules/(react|react-dom|zustand|@types/react|@types/react-dom|@fluentui/[^/]+|@tanstack/react-virtual|vite|zod)/',
      ],
      '^renderer/',
    ),
    withNode(
      layer(
        'e2e',
        [
          '^(e2e|shared|electron|renderer)/',
          '^package\\.json$',
          'node_modules/(vitest|playwright|axe-core|@electron/(asar|fuses))/',
        ],
        '^e2e/',
      ),
    ),
    {
      name: 'engine-and-lab-apart',
      severity: 'error',
      comment: 'Tests too: what a sign-in believes must not be what the practice network believes.',
      from: { path: '^electron/(engine|lab)/' },
      to: { path: '^electron/(engine|lab)/', pathNot: '^electron/$1/' },
    },
    {
      name: 'features-apart',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'packages-behind-their-ports',
      severity: 'error',
      comment:
        'dns2 and node-forge are known to the files that translate them, so that they can be replaced.',
      from: {
        path: '^electron/',
        pathNot: [
          '^electron/engine/transport/dns-wire',
          '^electron/engine/auth/web/certificate-request',
          '^electron/lab/nodes/(dns|ca-der)',
          TEST,
          TEST_SUPPORT,
        ],
      },
      to: { path: 'node_modules/(dns2|(@types/)?node-forge)/' },
    },
    {
      name: 'test-support-in-tests-only',
      severity: 'error',
      from: { path: CODE, pathNot: [TEST, TEST_SUPPORT] },
      to: { path: TEST_SUPPORT, pathNot: 'node_modules' },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: {},
      to: { path: TEST, pathNot: 'node_modules' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.tsbuild' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
