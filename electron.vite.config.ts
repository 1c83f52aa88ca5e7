import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;

export default defineConfig({
  main: {
    build: {
      outDir: resolve(root, 'out'),
      // The CLI must also parse on the oldest Node that we support, which knows no `await using`.
      target: 'node20',
      externalizeDeps: false,
      emptyOutDir: false,
      rolldownOptions: {
        // koffi is a native module: it stays beside the bundle.
        external: ['electron', 'koffi'],
        input: {
          'main/index': resolve(root, 'electron/main/index.ts'),
          'file-worker/index': resolve(root, 'electron/file-worker/index.ts'),
          'cli/rungs': resolve(root, 'electron/cli/main.ts'),
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          // Comments and blanks go, names stay: a stack trace from somebody's machine must still say where it was.
          minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
        },
      },
    },
  },
  preload: {
    build: {
      outDir: resolve(root, 'out/preload'),
      externalizeDeps: false,
      rolldownOptions: {
        input: resolve(root, 'electron/preload/index.ts'),
        output: { format: 'cjs', entryFileNames: 'index.cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'renderer'),
    build: {
      outDir: resolve(root, 'out/renderer'),
      minify: true,
      target: 'chrome130',
      emptyOutDir: true,
      rolldownOptions: { input: resolve(root, 'renderer/index.html') },
    },
    plugins: [react()],
  },
});
