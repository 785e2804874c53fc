import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';

const manifest = z
  .object({
    capabilities: z.object({ untrustedWorkspaces: z.object({ supported: z.boolean() }) }),
    contributes: z.object({
      configuration: z.object({ properties: z.record(z.string(), z.object({ scope: z.string() })) }),
    }),
  })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));

test('nothing of the extension runs in a workspace that is not trusted', () => {
  expect(manifest.capabilities.untrustedWorkspaces.supported).toBe(false);
});

test.each(['linearLearner.connection', 'linearLearner.stateFolder'])(
  'a workspace cannot set %s, which redirects signed calls',
  (setting) => {
    expect(manifest.contributes.configuration.properties[setting]?.scope).toBe('machine');
  },
);
