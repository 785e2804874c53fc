import * as vscode from 'vscode';
import { connectionRegion } from '../aws/connections/types.ts';
import { features } from '../aws/permissions/abilities.ts';
import { placeholders, type Scope, userPolicy } from '../aws/policies/policies.ts';
import { type PolicyForm, roleText, userPolicyText } from '../aws/policies/policyTexts.ts';
import { newRole } from '../aws/policies/rolePolicy.ts';
import type { Session } from '../runs/session.ts';
import { pick, tell } from '../platform/prompts.ts';
import type { Given } from './arguments.ts';
import type { Services } from './services.ts';

type Statement = NonNullable<NonNullable<Given<'copyPermissions'>>['statement']>;

/** Copies the rights that a user or an execution role needs, for an administrator who grants them. */
export async function copyPermissions(
  { openSession, sessionOf }: Pick<Services, 'openSession' | 'sessionOf'>,
  given: Given<'copyPermissions'>,
): Promise<{ readonly text: string }> {
  const { connectionId: id, statement } = given ?? {};
  if (statement !== undefined) return copyStatement(statement);
  const title = vscode.l10n.t('Copy Permissions');
  const of = given?.of ?? (await pick(whose(), { title, placeHolder: vscode.l10n.t('Permissions of…') }));
  const as = given?.as ?? (await askForm(title));
  const session = await (id === undefined ? openSession : sessionOf(id))();
  const scope = await scopeOf(session, { bucket: given?.bucket, prefix: given?.prefix });
  const text = of === 'role' ? roleText(newRole(scope), as) : userPolicyText(userPolicy(scope, features), as);
  await vscode.env.clipboard.writeText(text);
  tell(
    of === 'role'
      ? vscode.l10n.t('Copied: an execution role for {0}.', `s3://${scope.bucket}/${scope.prefix}`)
      : vscode.l10n.t('Copied: the permissions of a user for {0}.', `s3://${scope.bucket}/${scope.prefix}`),
  );
  return { text };
}

/** The statement that allows what was denied. */
async function copyStatement({ action: Action, resource: Resource }: Statement) {
  const text = JSON.stringify({ Effect: 'Allow', Action, Resource }, undefined, 2);
  await vscode.env.clipboard.writeText(text);
  tell(vscode.l10n.t('Copied the policy statement that allows {0} on {1}.', Action, Resource));
  return { text };
}

const whose = () => [
  {
    label: vscode.l10n.t('User'),
    detail: vscode.l10n.t('Whoever the connection signs in as'),
    value: 'user' as const,
  },
  {
    label: vscode.l10n.t('Execution role'),
    detail: vscode.l10n.t('The role that SageMaker assumes to train and to serve models'),
    value: 'role' as const,
  },
];

const askForm = (title: string): Promise<PolicyForm> =>
  pick(
    [
      { label: 'JSON', value: 'json' as const },
      { label: vscode.l10n.t('AWS CLI'), value: 'cli' as const },
      { label: 'Terraform', value: 'terraform' as const },
    ],
    { title, placeHolder: vscode.l10n.t('Copy as…') },
  );

const defaultPrefix = 'linear-learner';

/** Where the policies of a connection allow something; what cannot be known without asking AWS in vain stays a placeholder. */
export async function scopeOf(
  { identity, suggestedBucket, connection }: Pick<Session, 'identity' | 'suggestedBucket' | 'connection'>,
  given: { readonly bucket?: string | undefined; readonly prefix?: string | undefined },
): Promise<Scope> {
  const accountId = await identity().then(
    (known) => known.accountId,
    () => placeholders.accountId,
  );
  return {
    region: connectionRegion(connection),
    accountId,
    bucket: given.bucket ?? (await suggestedBucket()) ?? placeholders.bucket,
    prefix: given.prefix ?? defaultPrefix,
  };
}
