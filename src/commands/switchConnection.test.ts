import { beforeEach, expect, test, vi } from 'vitest';
import { forgetShown, shown } from '../../test/fakeVscode.ts';
import type { SharedProfile } from '../aws/connections/profiles.ts';
import type { Connection } from '../aws/connections/types.ts';
import { openConnectionStates } from '../runs/connectionStates.ts';
import { switchConnection } from './switchConnection.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));
beforeEach(() => forgetShown());

const profile = (name: string, more: Partial<SharedProfile> = {}): SharedProfile => ({
  name,
  kind: 'sso',
  accountId: '111122223333',
  region: 'eu-west-1',
  endpointUrl: undefined,
  ...more,
});
const science: Connection = { kind: 'aws', profile: 'science', region: 'eu-west-1' };

function opened(current: Connection = { kind: 'local' }) {
  const chosen: Connection[] = [];
  const needs = {
    connection: () => current,
    recentRegions: () => ['us-west-2'],
    states: openConnectionStates(),
    listProfiles: async () => [profile('science'), profile('anywhere', { region: undefined, kind: 'keys' })],
    chooseConnection: async (connection: Connection) => void chosen.push(connection),
  };
  return { needs, chosen };
}

test('profile with a region is switched to at once', async () => {
  const { needs, chosen } = opened();
  forgetShown('$(cloud) science@eu-west-1');
  await switchConnection(needs);
  expect(chosen).toEqual([science]);
  expect(shown).toHaveLength(1);
});

test('region list begins with the regions used recently', async () => {
  const { needs, chosen } = opened();
  forgetShown('$(cloud) anywhere', 'us-west-2');
  await switchConnection(needs);
  expect(shown[1]?.choices.slice(0, 2)).toEqual(['us-west-2', 'af-south-1']);
  expect(chosen).toEqual([{ kind: 'aws', profile: 'anywhere', region: 'us-west-2' }]);
});

test("connection in use moves to another region, the profile's own first", async () => {
  const { needs, chosen } = opened({ ...science, region: 'us-east-1' });
  forgetShown('$(globe) Another region…', 'eu-west-1');
  await switchConnection(needs);
  expect(shown[1]?.choices.slice(0, 2)).toEqual(['eu-west-1', 'us-west-2']);
  expect(chosen).toEqual([science]);
});

test('credentials of the environment need a region, which can be typed', async () => {
  const { needs, chosen } = opened();
  forgetShown(
    '$(server-environment) AWS: credentials of the environment…',
    'Another region…',
    'x',
    'xx-new-9',
  );
  await switchConnection(needs);
  expect(shown[2]?.choices).toEqual(['A region looks like us-east-1.']);
  expect(chosen).toEqual([{ kind: 'environment', region: 'xx-new-9' }]);
});

test('endpoint URL goes with how its store names buckets', async () => {
  const { needs, chosen } = opened();
  forgetShown('$(link) Endpoint URL…', 'https://store.example', 'In the host name');
  await switchConnection(needs);
  expect(chosen).toEqual([{ kind: 'custom', endpointUrl: 'https://store.example', pathStyle: false }]);
});

test('connection that is given is chosen without a question, and Esc chooses none', async () => {
  const { needs, chosen } = opened();
  await switchConnection(needs, science);
  expect(shown).toEqual([]);
  await expect(switchConnection(needs)).rejects.toThrow('Cancelled');
  expect(chosen).toEqual([science]);
});
