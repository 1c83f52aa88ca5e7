/** Who may import whom. The table and its reasons are in ARCHITECTURE.md. */
const TEST = '\\.test\\.tsx?$';
const layer = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `${name}: imports only what ARCHITECTURE.md lists for it`,
  from: { path: from, pathNot: TEST },
  to: { pathNot: allowed },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    layer('shared', '^shared/', ['^shared/', 'node_modules/zod/', 'node_modules/fast-xml-parser/']),
    layer('engine', '^electron/engine/', ['^shared/', '^electron/engine/', 'node_modules/(dns2|node-forge|@types/node-forge)/', '^(node:)?[a-z_/0-9]+$']),
    layer('lab', '^electron/lab/', ['^shared/', '^electron/lab/', 'node_modules/(dns2|node-forge|@types/node-forge)/', '^(node:)?[a-z_/0-9]+$']),
    layer('services', '^electron/services/', ['^shared/', '^electron/(services|engine|lab)/', '^(node:)?[a-z_/0-9]+$']),
    layer('cli', '^electron/cli/', ['^shared/', '^electron/(cli|services)/', '^(node:)?[a-z_/0-9]+$', '^package\\.json$']),
    layer('main', '^electron/main/', ['^shared/', '^electron/(main|services)/', 'node_modules/electron/', '^(node:)?[a-z_/0-9]+$', '^package\\.json$']),
    layer('preload', '^electron/preload/', ['^electron/preload/', '^shared/ipc/channels\\.ts$', 'node_modules/electron/', '^electron$']),
    layer('renderer', '^renderer/', ['^renderer/', '^shared/', 'node_modules/(react|react-dom|zustand|@types/react|@types/react-dom|@fluentui/[^/]+|@tanstack/react-virtual|vite|zod)/']),
    { name: 'features-apart', severity: 'error', from: { path: '^renderer/features/([^/]+)/' }, to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' } },
    { name: 'dns2-behind-its-port', severity: 'error', from: { path: '^electron/engine/', pathNot: ['^electron/engine/(transport|probes)/dns', TEST] }, to: { path: 'node_modules/dns2/' } },
  ],
  options: { doNotFollow: { path: 'node_modules' }, exclude: { path: '\\.tsbuild' }, tsPreCompilationDeps: true, tsConfig: { fileName: 'e2e/tsconfig.json' }, enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] } },
};
