// Checks that the table of AWS operations and the calls in src/aws agree, and writes docs/permissions.md from the table; with --check
// only reports whether it is up to date.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { abilitiesOf, abilityWords, features, featureWords } from '../src/aws/permissions/abilities.ts';
import { operationList } from '../src/aws/permissions/operations.ts';
import { placeholders, userPolicy } from '../src/aws/policies/policies.ts';
import { rolePolicy, sageMakerTrust } from '../src/aws/policies/rolePolicy.ts';
import { operationProblems } from './calledOperations.mjs';

const root = join(import.meta.dirname, '..');
const file = join(root, 'docs/permissions.md');
const english = (text) => text;
const [abilityOf, featureOf] = [abilityWords(english), featureWords(english)];

const sources = globSync('src/**/*.ts', { cwd: root })
  .filter((name) => !/\.test(ing)?\.ts$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));
const problems = operationProblems(
  sources,
  operationList().map(({ operation }) => operation),
);
for (const problem of problems) console.error(problem);
const text = document();
if (process.argv.includes('--check')) {
  const isWritten = readFileSync(file, 'utf8') === text;
  if (!isWritten)
    console.error('docs/permissions.md is not up to date. Run: node scripts/writePermissions.mjs');
  process.exitCode = isWritten && problems.length === 0 ? 0 : 1;
} else {
  writeFileSync(file, text);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

function document() {
  return [
    '# Permissions',
    '',
    '<!-- Written by scripts/writePermissions.mjs from src/aws/permissions. -->',
    '',
    'What the extension calls on AWS, what it is for, and what does not work without it; everything else still does. Local needs none of this. The command **Copy Permissions** copies these policies with your own bucket, prefix, account and region, as JSON, as commands of the AWS CLI or as Terraform.',
    '',
    'The credentials of the connection need the rights of the features that you use. Training and deploying also need an execution role, which SageMaker itself assumes: **Create Role** makes one with the policy at the end.',
    '',
    '## Everything',
    '',
    ...json(userPolicy(placeholders, features)),
    ...features.flatMap(sectionOf),
    '## Execution role',
    '',
    'Its trust policy:',
    '',
    ...json(sageMakerTrust),
    'Its own policy, for the example of us-east-1 (the account of the image differs by region):',
    '',
    ...json(rolePolicy({ ...placeholders, region: 'us-east-1' })),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function sectionOf(feature) {
  const rows = operationList().flatMap(({ operation, rights }) =>
    Object.entries(rights).flatMap(([action, right]) => {
      const lost = right.for.filter((ability) => abilitiesOf[feature].includes(ability));
      return lost.length === 0 ? [] : [{ action, operation, lost }];
    }),
  );
  const byAction = Map.groupBy(rows, ({ action }) => action);
  const cells = [...byAction].map(([action, uses]) => {
    const operations = [...new Set(uses.map(({ operation }) => `\`${operation}\``))];
    const lost = [...new Set(uses.flatMap((use) => use.lost))];
    return `| \`${action}\` | ${operations.join(', ')} | ${lost.map((ability) => abilityOf[ability]).join('; ')} |`;
  });
  return [
    `## ${featureOf[feature]}`,
    '',
    '| right | calls | without it, not available |',
    '|---|---|---|',
    ...cells,
    '',
    ...json(userPolicy(placeholders, [feature])),
  ];
}

function json(value) {
  return ['```json', JSON.stringify(value, undefined, 2), '```', ''];
}
