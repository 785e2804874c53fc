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
  [
    { kind: 'custom', endpointUrl: 'https://store.example', pathStyle: false },
    'custom-host:@us-east-1:https://store.example',
    'store.example',
    'us-east-1',
  ],
  [
    { kind: 'environment', region: 'eu-west-1' },
    'environment:eu-west-1',
    'environment@eu-west-1',
    'eu-west-1',
  ],
])('%o has an id, a label and a region', (setting, id, label, region) => {
  const connection = parseConnection(setting) ?? expect.fail('expected a connection');
  expect([connectionId(connection), connectionLabel(connection), connectionRegion(connection)]).toEqual([
    id,
    label,
    region,
  ]);
  expect(connectionId(parseConnectionId(id) ?? expect.fail('expected the id of a connection'))).toBe(id);
});

test.each([
  '',
  'aws:default',
  'aws:@us-east-1',
  'custom:@us-east-1:file:///etc/passwd',
  'environment:',
  'other:x',
])('the id %o is not valid', (id) => {
  expect(parseConnectionId(id)).toBeUndefined();
});

test.each([
  undefined,
  'local',
  { kind: 'other' },
  { kind: 'aws', profile: 'default' },
  { kind: 'aws', profile: '', region: 'us-east-1' },
  { kind: 'aws', profile: 'default', region: 'evil.example/' },
  { kind: 'custom', endpointUrl: 'file:///etc/passwd' },
])('the setting %o is not a connection', (setting) => {
  expect(parseConnection(setting)).toBeUndefined();
});
