import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connection } from '../aws/connections/types.ts';
import { writeJsonFile } from '../files/jsonFiles.ts';
import { openChosenConnection } from './chosenConnection.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-chosen-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const science: Connection = { kind: 'aws', profile: 'science', region: 'eu-west-1' };

function openIn(of: string | undefined) {
  const settings: Connection[] = [{ kind: 'local' }];
  const chosen = openChosenConnection({
    folder: of,
    setting: () => settings.at(-1) ?? expect.fail('there is a setting'),
    saveSetting: async (connection) => void settings.push(connection),
    save: writeJsonFile,
  });
  return { chosen, settings };
}

test('workspace remembers its own connection and regions, and leaves the setting', async () => {
  const { chosen, settings } = openIn(folder);
  expect(chosen.current()).toEqual({ kind: 'local' });
  await chosen.choose(science);
  await chosen.choose({ kind: 'environment', region: 'us-west-2' });
  await chosen.choose(science);
  const again = openIn(folder).chosen;
  expect(again.current()).toEqual(science);
  expect(again.recentRegions()).toEqual(['eu-west-1', 'us-west-2']);
  expect(settings).toHaveLength(1);
});

test('workspace remembers the connections that it has used, until they are forgotten', async () => {
  const { chosen } = openIn(folder);
  await chosen.choose(science);
  await chosen.choose({ kind: 'local' });
  expect(openIn(folder).chosen.seen()).toEqual(['local', 'aws:science@eu-west-1']);
  await chosen.forget('aws:science@eu-west-1');
  const again = openIn(folder).chosen;
  expect(again.seen()).toEqual(['local']);
  expect(again.current()).toEqual({ kind: 'local' });
});

test('window without a workspace changes the setting', async () => {
  const { chosen, settings } = openIn(undefined);
  await chosen.choose(science);
  expect(settings.at(-1)).toEqual(science);
  expect(chosen.current()).toEqual(science);
});

test.each(['{', '[]', 'null', '{"connection":{"kind":"aws","profile":"p","region":"evil.example/"}}'])(
  'file with %s counts as no choice',
  async (text) => {
    await writeFile(join(folder, 'connection.json'), text);
    expect(openIn(folder).chosen.current()).toEqual({ kind: 'local' });
  },
);
