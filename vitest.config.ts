import { defineConfig } from 'vitest/config';
import react from '@vitejs/plugin-react';

export default defineConfig({
  test: {
    coverage: { provider: 'v8', include: ['shared/**', 'electron/**', 'renderer/**'] },
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['shared/**/*.test.ts', 'electron/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        plugins: [react()],
        test: { name: 'dom', environment: 'happy-dom', include: ['renderer/**/*.test.{ts,tsx}'] },
      },
      {
        test: {
          name: 'scenarios',
          environment: 'node',
          include: ['e2e/scenarios/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'interop',
          environment: 'node',
          include: ['e2e/interop/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'app',
          environment: 'node',
          include: ['e2e/app/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
