import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const CLOCK = 'Take time from the Clock port, so that tests decide it.';
const ENTROPY = 'Take chance from the Entropy port, so that tests decide it.';
const timers = ['setTimeout', 'setInterval', 'setImmediate'];

/** Everything by which time or chance could come in past the ports. */
const timeAndChance = {
  'no-restricted-globals': [
    'error',
    ...[...timers, 'performance'].map((name) => ({ name, message: CLOCK })),
    { name: 'crypto', message: ENTROPY },
  ],
  'no-restricted-properties': [
    'error',
    ...[...timers, 'performance', 'Date'].map((property) => ({
      object: 'globalThis',
      property,
      message: CLOCK,
    })),
    { object: 'globalThis', property: 'crypto', message: ENTROPY },
    { object: 'Date', property: 'now', message: CLOCK },
    { object: 'AbortSignal', property: 'timeout', message: CLOCK },
    { object: 'process', property: 'hrtime', message: CLOCK },
    { object: 'process', property: 'uptime', message: CLOCK },
    { object: 'Math', property: 'random', message: ENTROPY },
  ],
  'no-restricted-imports': [
    'error',
    {
      paths: [
        ...['timers', 'timers/promises', 'perf_hooks']
          .flatMap((name) => [name, `node:${name}`])
          .map((name) => ({ name, message: CLOCK })),
        ...['crypto', 'node:crypto'].map((name) => ({
          name,
          importNames: [
            'default',
            'getRandomValues',
            'pseudoRandomBytes',
            'randomBytes',
            'randomFill',
            'randomFillSync',
            'randomInt',
            'randomUUID',
            'webcrypto',
          ],
          message: ENTROPY,
        })),
      ],
    },
  ],
  'no-restricted-syntax': [
    'error',
    { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: CLOCK },
    { selector: 'CallExpression[callee.name="Date"]', message: CLOCK },
    { selector: 'CallExpression[callee.property.name="setTimeout"]', message: CLOCK },
  ],
};

export default tseslint.config(
  { ignores: ['**/node_modules', '**/.tsbuild', 'out', 'dist', 'coverage', '**/vectors/**'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['shared/**/*.ts', 'electron/engine/**/*.ts'],
    ignores: ['**/*.test.ts', 'electron/engine/clock.ts', 'electron/engine/entropy.ts'],
    rules: timeAndChance,
  },
  {
    files: ['renderer/**/*.ts', 'renderer/**/*.tsx'],
    extends: [jsxA11y.flatConfigs.recommended],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', 'e2e/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'max-lines': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        module: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
);
