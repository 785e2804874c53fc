import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { features } from '../permissions/abilities.ts';
import { userPolicy } from './policies.ts';
import { roleText, userPolicyText } from './policyTexts.ts';
import { newRole, sageMakerTrust } from './rolePolicy.ts';

const partitions = { 'eu-west-1': 'aws', 'cn-north-1': 'aws-cn', 'us-gov-west-1': 'aws-us-gov' } as const;
const buckets = ['tables', 'a.b-c.1', '1-2-3', 'x'.repeat(63), `${'a-'.repeat(31)}a`];
const odd = [
  '',
  'mine/',
  "it's",
  '${a}',
  '%{if}',
  '$(rm -rf ~)',
  '`id`',
  'a "b" \\ c',
  '-x',
  'é/日本 语/😀',
  'a\nb',
  '\b\f',
  'a*?',
];

/** Everything that is copied for a place. */
const scopes = fc.record({
  region: fc.constantFrom('eu-west-1' as const, 'cn-north-1' as const, 'us-gov-west-1' as const),
  accountId: fc.constant('111122223333'),
  bucket: fc.constantFrom(...buckets),
  // Neither a shell word nor an S3 key can contain NUL.
  prefix: fc
    .oneof(fc.constantFrom(...odd), fc.string({ unit: 'grapheme', maxLength: 20 }))
    .filter((text) => !text.includes('\0')),
});

const forEach = (check: (scope: Parameters<typeof newRole>[0], region: keyof typeof partitions) => void) =>
  fc.assert(
    fc.property(scopes, (scope) => check(scope, scope.region)),
    { numRuns: 40 },
  );

/** The arguments that a shell hands to the AWS CLI, a list for each command of the text. */
function commandsOf(text: string): readonly (readonly string[])[] {
  const script = `aws() { printf '%s\\0' "$@"; printf '\\1\\0'; }\n${text}`;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout
    .split('\x01\0')
    .slice(0, -1)
    .map((words) => words.split('\0').slice(0, -1));
}

test.skipIf(process.platform === 'win32')('a shell reads the commands for the CLI as they are meant', () => {
  forEach((scope) => {
    const policy = userPolicy(scope, features);
    const [user, ...others] = commandsOf(userPolicyText(policy, 'cli'));
    expect(others).toEqual([]);
    expect(user?.slice(0, 4)).toEqual(['iam', 'create-policy', '--policy-name', 'LinearLearnerForSageMaker']);
    expect(JSON.parse(user?.[5] ?? '')).toEqual(policy);
    const role = newRole(scope);
    const [create, put, ...more] = commandsOf(roleText(role, 'cli'));
    expect(more).toEqual([]);
    expect(create?.slice(0, 4)).toEqual(['iam', 'create-role', '--role-name', role.roleName]);
    expect(JSON.parse(create?.[5] ?? '')).toEqual(sageMakerTrust);
    expect(put?.slice(0, 6)).toEqual([
      'iam',
      'put-role-policy',
      '--role-name',
      role.roleName,
      '--policy-name',
      role.policyName,
    ]);
    expect(JSON.parse(put?.[7] ?? '')).toEqual(role.policy);
  });
});

/** A value in Terraform's syntax. */
function hclOf(text: string): unknown {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\]=,]|\n/g) ?? [];
  const json = tokens.map((token, index) => {
    if (token === '=') return ':';
    if (token !== '\n') return token;
    const [before = '', after = ''] = [tokens[index - 1], tokens[index + 1]];
    return /^[{[,]$/.test(before) || /^[}\],\n]?$/.test(after) ? '' : ',';
  });
  const withoutLast = json.join('').replaceAll(/,(?=[}\]])/g, '');
  return JSON.parse(withoutLast, (_, value) =>
    typeof value === 'string' ? value.replaceAll(/([$%])\1(?=\{)/g, '$1') : value,
  );
}

const encoded = (text: string) =>
  [...text.matchAll(/ = jsonencode\(([\s\S]*?)\)\n(?= {2}\w+ = |\})/g)].map(([, value = '']) => hclOf(value));

test('Terraform reads what JSON says', () => {
  forEach((scope) => {
    const policy = userPolicy(scope, features);
    const role = newRole(scope);
    expect(encoded(userPolicyText(policy, 'terraform'))).toEqual([policy]);
    expect(encoded(roleText(role, 'terraform'))).toEqual([sageMakerTrust, role.policy]);
    // Terraform supports fewer escapes than JSON.
    for (const escape of roleText(role, 'terraform').match(/\\./g) ?? [])
      expect(escape).toMatch(/[nrt"\\u]$/);
  });
});

test('every ARN has the partition of its region, and role names are valid', () => {
  forEach((scope, region) => {
    const role = newRole(scope);
    expect(role.roleName).toMatch(/^[\w+=,.@-]{1,64}$/);
    expect(JSON.parse(roleText(role, 'json'))).toEqual({
      AssumeRolePolicyDocument: sageMakerTrust,
      PolicyDocument: role.policy,
    });
    const { Statement } = userPolicy(scope, features);
    for (const { Resource } of [...Statement, ...role.policy.Statement])
      for (const arn of [Resource].flat())
        if (arn !== '*') expect(arn.split(':')[1]).toBe(partitions[region]);
  });
});
