import * as vscode from 'vscode';
import { abilityWords } from '../../aws/permissions/abilities.ts';
import { deniedAbilities, rightsOf } from '../../aws/permissions/operations.ts';
import type { Remedy } from './remedy.ts';
import type { Explanation, Explanations } from './types.ts';
import { chooseDestination, say, sayFinding, switchConnection } from './words.ts';

const { t } = vscode.l10n;

interface Denied {
  readonly operation: string;
  readonly awsMessage: string;
  readonly action: string;
  /** An ARN or an S3 URI; '' where AWS does not name it. */
  readonly resource: string;
}

/** What was denied, what does not work for it, and the statement that allows it. */
function denied({ operation, awsMessage, action: named, resource }: Denied, otherwise: Remedy): Explanation {
  // An answer without a body, as to HEAD, names no action.
  const action = isAction(named) ? named : (Object.keys(rightsOf(operation))[0] ?? named);
  const what =
    resource === ''
      ? t('Not authorized to perform {0}.', action)
      : t('Not authorized to perform {0} on {1}.', action, resource);
  const lost = lostBy(action, operation);
  const without = lost === '' ? [] : [t('Not available without this permission: {0}.', lost)];
  // Nothing that is allowed in addition outweighs a deny.
  const isExplicit = /explicit deny/i.test(awsMessage);
  const next = isExplicit
    ? t('A policy denies it explicitly: ask an administrator, or switch to another profile.')
    : t('Request this permission, or switch to another profile.');
  const remedies =
    isExplicit || !isAction(action)
      ? [otherwise]
      : [statement(action, grantableOn(action, operation, arnOf(resource, awsMessage))), otherwise];
  return say([what, ...without, next].join(' '), ...remedies);
}

function lostBy(action: string, operation: string): string {
  const own = deniedAbilities(action, operation);
  const words = abilityWords(t);
  const lost = own.length > 0 ? own : deniedAbilities(action);
  return lost.length === 0 ? '' : sayFinding.list(lost.map((ability) => words[ability]));
}

/** As IAM spells it, not the name of an operation that nobody has a row for. */
const isAction = (action: string) => /^[a-z0-9-]+:\w+$/.test(action);

const statement = (action: string, resource: string): Remedy => ({
  kind: 'copyStatement',
  action,
  resource: resource === '' ? '*' : resource,
});

/** AWS names a resource even for actions that policies can allow on all resources only. */
const grantableOn = (action: string, operation: string, resource: string): string =>
  rightsOf(operation)[action]?.on === 'any' ? '' : resource;

/** An S3 URI as an ARN, of the partition of the caller, whom AWS names in its message. */
function arnOf(resource: string, awsMessage: string): string {
  if (!resource.startsWith('s3://')) return resource;
  const [, partition = 'aws'] = /\barn:(aws[\w-]*):/.exec(awsMessage) ?? [];
  return resource.replace('s3://', `arn:${partition}:s3:::`).replace(/\/$/, '/*');
}

/** More about what was denied than `ofAws` has for the tree: with what does not work for it, by the table of rights. */
export const ofDenied = {
  'pass-role-denied': ({ operation, awsMessage, roleArn }) =>
    denied({ operation, awsMessage, action: 'iam:PassRole', resource: roleArn }, chooseDestination),
  'access-denied': (facts) => denied(facts, switchConnection),
} satisfies Partial<Explanations>;
