import { defineConfig } from 'vitest/config';
import react from '@vitejs/plugin-react';

/** How long something that comes at once may take on a slow, busy machine before a test takes it for missing. */
const patient = { expect: { poll: { timeout: 15_000 } }, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    coverage: { provider: 'v8', include: ['shared/**', 'electron/**', 'renderer/**'] },
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['shared/**/*.test.ts', 'electron/**/*.test.ts'],
          testTimeout: 60_000,
          ...patient,
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'dom',
          environment: 'happy-dom',
          include: ['renderer/**/*.test.{ts,tsx}'],
          setupFiles: ['renderer/testing/patience.ts'],
          testTimeout: 60_000,
          ...patient,
        },
      },
      {
        test: {
          name: 'scenarios',
          environment: 'node',
          include: ['e2e/scenarios/**/*.test.ts'],
          testTimeout: 240_000,
          ...patient,
        },
      },
      {
        test: {
          name: 'interop',
          environment: 'node',
          include: ['e2e/interop/**/*.test.ts'],
          testTimeout: 300_000,
          ...patient,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'app',
          environment: 'node',
          include: ['e2e/app/**/*.test.ts'],
          testTimeout: 300_000,
          ...patient,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
