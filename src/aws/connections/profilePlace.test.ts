import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { profilePlace } from './profilePlace.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-place-'));
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const config = `# profile a is below
[default]
region = us-east-1
[profile a]
region = us-east-1
[ profile "my profile" ]
[sso-session b]
[profile both]
region = us-east-1
`;
const credentials = `[both]
aws_access_key_id = AKIA
[keys]
aws_access_key_id = AKIA
[a-b]
`;

test.each([
  ['default', 'config', 2],
  ['a', 'config', 4],
  ['my profile', 'config', 6],
  ['both', 'credentials', 1],
  ['keys', 'credentials', 3],
  ['a-b', 'credentials', 5],
])('profile %s is in %s, line %d', async (profile, file, line) => {
  await writeFile(join(folder, 'config'), config);
  await writeFile(join(folder, 'credentials'), credentials);
  expect(await profilePlace(profile)).toMatchObject({ file: join(folder, file), line });
});

test('profile that no file describes has no place, and neither has a session', async () => {
  expect(await profilePlace('a')).toBeUndefined();
  await writeFile(join(folder, 'config'), config);
  expect(await profilePlace('b')).toBeUndefined();
});
