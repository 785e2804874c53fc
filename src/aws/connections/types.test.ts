import { expect, test } from 'vitest';
import {
  connectionId,
  connectionLabel,
  connectionRegion,
  parseConnection,
  parseConnectionId,
} from './types.ts';

test.each([
  [{ kind: 'local' }, 'local', 'Local', 'us-east-1'],
  [
    { kind: 'aws', profile: 'default', region: 'eu-west-1' },
    'aws:default@eu-west-1',
    'default@eu-west-1',
    'eu-west-1',
  ],
  [
    { kind: 'custom', endpointUrl: 'http://localhost:5000/x' },
    'custom:@us-east-1:http://localhost:5000/x',
    'localhost:5000',
    'us-east-1',
  ],
])('%o', (setting, id, label, region) => {
  const connection = parseConnection(setting) ?? expect.fail('it is a connection');
  expect([connectionId(connection), connectionLabel(connection), connectionRegion(connection)]).toEqual([
    id,
    label,
    region,
  ]);
  expect(connectionId(parseConnectionId(id) ?? expect.fail('its id names it'))).toBe(id);
});

test.each(['', 'aws:default', 'aws:@us-east-1', 'custom:@us-east-1:file:///etc/passwd', 'other:x'])(
  'no connection has the id %o',
  (id) => {
    expect(parseConnectionId(id)).toBeUndefined();
  },
);

test.each([
  undefined,
  'local',
  { kind: 'other' },
  { kind: 'aws', profile: 'default' },
  { kind: 'aws', profile: '', region: 'us-east-1' },
  { kind: 'aws', profile: 'default', region: 'evil.example/' },
  { kind: 'custom', endpointUrl: 'file:///etc/passwd' },
])('%o is no connection', (setting) => {
  expect(parseConnection(setting)).toBeUndefined();
});
