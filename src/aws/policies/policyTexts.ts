import { shell } from '../connections/otherTools.ts';
import type { Policy } from './policies.ts';
import { type NewRole, sageMakerTrust } from './rolePolicy.ts';

export const policyForms = ['json', 'cli', 'terraform'] as const;
export type PolicyForm = (typeof policyForms)[number];

const pretty = (value: unknown) => JSON.stringify(value, undefined, 2);

/** A policy for users, as text that an administrator can use. */
export function userPolicyText(policy: Policy, as: PolicyForm): string {
  const name = 'LinearLearnerForSageMaker';
  switch (as) {
    case 'json':
      return `${pretty(policy)}\n`;
    case 'cli':
      return `${command('create-policy', { 'policy-name': name, 'policy-document': pretty(policy) })}\n`;
    case 'terraform':
      return `${block('aws_iam_policy', 'linear_learner', [
        ['name', hcl(name)],
        ['policy', `jsonencode(${hcl(policy, 1)})`],
      ])}\n`;
  }
}

/** An execution role with its trust, its policy and its tags, as text that an administrator can use. */
export function roleText({ roleName, policyName, policy, tags }: NewRole, as: PolicyForm): string {
  switch (as) {
    case 'json':
      return `${pretty({ AssumeRolePolicyDocument: sageMakerTrust, PolicyDocument: policy })}\n`;
    case 'cli':
      return [
        command('create-role', {
          'role-name': roleName,
          'assume-role-policy-document': pretty(sageMakerTrust),
          tags: pretty(Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))),
        }),
        command('put-role-policy', {
          'role-name': roleName,
          'policy-name': policyName,
          'policy-document': pretty(policy),
        }),
        '',
      ].join('\n');
    case 'terraform':
      return [
        block('aws_iam_role', 'linear_learner', [
          ['name', hcl(roleName)],
          ['assume_role_policy', `jsonencode(${hcl(sageMakerTrust, 1)})`],
          ['tags', hcl(tags, 1)],
        ]),
        block('aws_iam_role_policy', 'linear_learner', [
          ['name', hcl(policyName)],
          ['role', 'aws_iam_role.linear_learner.name'],
          ['policy', `jsonencode(${hcl(policy, 1)})`],
        ]),
        '',
      ].join('\n\n');
  }
}

const command = (operation: string, options: Readonly<Record<string, string>>) =>
  [
    `aws iam ${operation}`,
    ...Object.entries(options).map(([name, value]) => `--${name} ${word(value)}`),
  ].join(' \\\n  ');

const word = (text: string) => (/^[\w./:-]+$/.test(text) ? text : shell(text));

const block = (type: string, name: string, settings: readonly (readonly [string, string])[]) =>
  [`resource "${type}" "${name}" {`, ...settings.map(([key, value]) => `  ${key} = ${value}`), '}'].join(
    '\n',
  );

/** A value in Terraform's syntax, whose strings are those of JSON but for templates. */
function hcl(value: unknown, depth = 0): string {
  const indent = (by: number) => '  '.repeat(depth + by);
  const lines = (open: string, entries: readonly string[], close: string) =>
    entries.length === 0
      ? `${open}${close}`
      : [open, ...entries.map((entry) => `${indent(1)}${entry}`), `${indent(0)}${close}`].join('\n');
  if (Array.isArray(value))
    return lines(
      '[',
      value.map((one) => `${hcl(one, depth + 1)},`),
      ']',
    );
  if (typeof value === 'object' && value !== null)
    return lines(
      '{',
      Object.entries(value).map(([key, one]) => `${hcl(key)} = ${hcl(one, depth + 1)}`),
      '}',
    );
  return JSON.stringify(value)
    .replaceAll(/\\./g, (escape) => jsonAlone[escape] ?? escape)
    .replaceAll(/[$%](?=\{)/g, '$&$&');
}

/** JSON escapes that Terraform does not support. */
const jsonAlone: Readonly<Record<string, string>> = { '\\b': '\\u0008', '\\f': '\\u000c' };
