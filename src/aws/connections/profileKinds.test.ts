import { expect, test } from 'vitest';
import type { SharedConfig } from './endpoints.ts';
import { profilesOf } from './profiles.ts';
import { signInSourceOf } from './profileKinds.ts';

const config: SharedConfig = {
  configFile: {
    default: { region: 'eu-west-1' },
    'sso-session.acme': {
      sso_start_url: 'https://acme.awsapps.com/start',
      sso_region: 'us-east-1',
      sso_registration_scopes: 'sso:account:access, codewhisperer:analysis',
    },
    science: { sso_session: 'acme', sso_account_id: '111122223333', sso_role_name: 'Science' },
    older: { sso_start_url: 'https://old.awsapps.com/start', sso_region: 'us-west-2' },
    lost: { sso_session: 'nowhere' },
    console: { login_session: 'arn:aws:iam::111122223333:user/ada' },
    guest: { role_arn: 'arn:aws:iam::444455556666:role/Guest', source_profile: 'science' },
    careful: {
      role_arn: 'arn:aws:iam::444455556666:role/Guest',
      source_profile: 'keys',
      mfa_serial: 'arn:aws:iam::111122223333:mfa/ada',
    },
    circle: { role_arn: 'arn:aws:iam::444455556666:role/Guest', source_profile: 'circle' },
    machine: { role_arn: 'arn:aws:iam::444455556666:role/Guest', credential_source: 'Ec2InstanceMetadata' },
    vault: { credential_process: '/usr/bin/vault' },
    pod: { role_arn: 'arn:aws:iam::444455556666:role/Pod', web_identity_token_file: '/token' },
  },
  credentialsFile: { keys: { aws_access_key_id: 'AKIA', aws_secret_access_key: 'secret' } },
};

test('kind and account of every profile come from its settings', () => {
  const kinds = profilesOf(config).map(({ name, kind, accountId }) => [name, kind, accountId]);
  expect(kinds).toEqual([
    ['default', 'machine', undefined],
    ['careful', 'role-mfa', '444455556666'],
    ['circle', 'role', '444455556666'],
    ['console', 'login', '111122223333'],
    ['guest', 'role', '444455556666'],
    ['keys', 'keys', undefined],
    ['lost', 'sso', undefined],
    ['machine', 'machine-role', '444455556666'],
    ['older', 'sso-legacy', undefined],
    ['pod', 'web-identity', '444455556666'],
    ['science', 'sso', '111122223333'],
    ['vault', 'process', undefined],
  ]);
});

test('role is signed in to with the profile that it is assumed from', () => {
  const sso = {
    startUrl: 'https://acme.awsapps.com/start',
    region: 'us-east-1',
    scopes: ['sso:account:access', 'codewhisperer:analysis'],
    sessionName: 'acme',
  };
  expect(signInSourceOf(config, 'science')).toEqual({ kind: 'sso', profile: 'science', sso });
  expect(signInSourceOf(config, 'guest')).toEqual({ kind: 'sso', profile: 'science', sso });
  expect(signInSourceOf(config, 'careful')).toEqual({ kind: 'mfa', profile: 'careful' });
  expect(signInSourceOf(config, 'console')).toMatchObject({ kind: 'login' });
  expect(signInSourceOf(config, 'older')).toMatchObject({
    sso: { sessionName: undefined, scopes: ['sso:account:access'] },
  });
});

test.each(['circle', 'lost', 'keys', 'vault', 'pod', 'machine', 'default'])(
  'no sign-in helps profile %s',
  (profile) => {
    expect(signInSourceOf(config, profile)).toBeUndefined();
  },
);
