import { defineConfig } from 'vitest/config';

// Apart from the checkout's own projects, since it needs a packaged app: `npm test -- --with package,smoke`.
export default defineConfig({
  test: {
    name: 'smoke',
    environment: 'node',
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
