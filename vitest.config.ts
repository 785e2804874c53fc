import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/contract/**/*.test.ts'],
    // The editor's API exists only inside the editor.
    alias: { vscode: new URL('./test/vscode.ts', import.meta.url).pathname },
    testTimeout: 120_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});
