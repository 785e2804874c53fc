import { defineConfig } from 'vitest/config';
import { assemblyScriptForTests } from './scripts/assemblyScript.mjs';

export default defineConfig({
  plugins: [assemblyScriptForTests()],
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/contract/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});
