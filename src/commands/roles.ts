import * as vscode from 'vscode';
import { type Connection, connectionLabel } from '../aws/connections/types.ts';
import { partitionOf } from '../aws/connections/partitions.ts';
import type { Scope } from '../aws/policies/policies.ts';
import { policyForms, roleText } from '../aws/policies/policyTexts.ts';
import { type NewRole, newRole } from '../aws/policies/rolePolicy.ts';
import { isCancelled } from '../platform/cancellation.ts';
import { withProgress, withProgressIfSlow } from '../platform/progress.ts';
import { ask, confirm, pick, tell } from '../platform/prompts.ts';
import type { Destination } from '../runs/destinations.ts';
import type { DestinationAccess, Session } from '../runs/session.ts';
import type { Given } from './arguments.ts';
import { scopeOf } from './copyPermissions.ts';
import type { Services } from './services.ts';

type ChosenRole = Pick<Destination, 'roleArn' | 'roleRequestedAt'>;
type Opens = Pick<Services, 'openSession' | 'sessionOf'>;

/** Lets the user choose or create the execution role of a connection; what runs already keeps its own. */
export async function chooseRole(
  { openSession, sessionOf }: Opens,
  given: Given<'chooseRole'>,
): Promise<{ readonly roleArn: string } | undefined> {
  const { connectionId: id, roleArn } = given ?? {};
  const session = await (id === undefined ? openSession : sessionOf(id))();
  const scope = await scopeOf(session, {});
  const suggested = (await session.knownDestination())?.roleArn;
  const chosen =
    roleArn === undefined ? await askRole(session.connection, session, { scope, suggested }) : { roleArn };
  return (await isSaved(session, scope, chosen)) ? { roleArn: chosen.roleArn } : undefined;
}

/** Creates an execution role with the least rights for a bucket and prefix, and uses it from now on. */
export async function createRole(
  { openSession, sessionOf }: Opens,
  given: Given<'createRole'>,
): Promise<{ readonly roleArn: string } | undefined> {
  const { connectionId: id, roleName, confirmed } = given ?? {};
  const session = await (id === undefined ? openSession : sessionOf(id))();
  // Without its account, the role has no ARN that could be remembered before it is created.
  await session.identity();
  const scope = await scopeOf(session, { bucket: given?.bucket, prefix: given?.prefix });
  const role = newRole(scope, roleName);
  if (confirmed !== true) await confirmRole(role, scope);
  const before = await session.knownDestination();
  const requested = { roleArn: arnOf(role, scope), roleRequestedAt: Date.now() };
  if (!(await isSaved(session, scope, requested))) return undefined;
  try {
    await create(session, role);
  } catch (error) {
    if (before !== undefined) await session.saveDestination(before);
    throw error;
  }
  return { roleArn: requested.roleArn };
}

/** Of a role that we create in an account. */
export const arnOf = (
  { roleName }: NewRole,
  { region, accountId }: Pick<Scope, 'region' | 'accountId'>,
): string => `arn:${partitionOf(region)}:iam::${accountId}:role/${roleName}`;

/** Remembers the role, and says so; false, and says so, where the connection has its own. */
async function isSaved(session: Session, { bucket }: Scope, chosen: ChosenRole): Promise<boolean> {
  const known = await session.knownDestination();
  const { roleArn, roleRequestedAt } = chosen;
  const requested = roleRequestedAt === undefined ? {} : { roleRequestedAt };
  const label = connectionLabel(session.connection);
  const saved = await session.saveDestination({ bucket: known?.bucket ?? bucket, roleArn, ...requested });
  tell(
    saved
      ? vscode.l10n.t('Runs on {0} use the role {1}.', label, roleArn)
      : vscode.l10n.t('{0} has its own bucket and role.', label),
  );
  return saved;
}

const rolePattern = /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/;

/** One of the roles that SageMaker may assume, or a new one; where they cannot be listed, an ARN. Throws Cancelled. */
export async function askRole(
  connection: Connection,
  access: Pick<DestinationAccess, 'aws'>,
  { scope, suggested }: { readonly scope: Scope; readonly suggested: string | undefined },
): Promise<ChosenRole> {
  const title = vscode.l10n.t('Execution role of {0}', connectionLabel(connection));
  const roles = await withProgressIfSlow(vscode.l10n.t('Listing execution roles'), (signal) =>
    access.aws.listExecutionRoles(signal).catch((error: unknown) => {
      if (isCancelled(error)) throw error;
      return undefined;
    }),
  );
  const pasted = async () => ({ roleArn: await askArn(title, suggested) });
  if (roles === undefined) return pasted();
  const created = async () => {
    const role = newRole(scope);
    await confirmRole(role, scope);
    return { roleArn: await create(access, role), roleRequestedAt: Date.now() };
  };
  const choices = roles.map(({ roleName, arn }) => ({
    label: roleName,
    description: arn,
    value: async (): Promise<ChosenRole> => ({ roleArn: arn }),
  }));
  const others = [
    {
      label: vscode.l10n.t('Create a role with the least permissions…'),
      detail: vscode.l10n.t('For {0}; its policy is shown first', `s3://${scope.bucket}/${scope.prefix}`),
      value: created,
    },
    { label: vscode.l10n.t('Paste an ARN…'), value: pasted },
  ];
  const placeHolder = vscode.l10n.t('Role that SageMaker assumes to read and write the bucket');
  return (await pick([...choices, ...others], { title, placeHolder }))();
}

const askArn = (title: string, suggested: string | undefined) =>
  ask({
    title,
    prompt: vscode.l10n.t('Execution role that SageMaker assumes to read and write the bucket'),
    placeHolder: 'arn:aws:iam::123456789012:role/service-role/AmazonSageMaker-ExecutionRole',
    ...(suggested === undefined ? {} : { value: suggested }),
    problem: (value) =>
      rolePattern.test(value)
        ? undefined
        : vscode.l10n.t('A role ARN looks like arn:aws:iam::123456789012:role/NAME.'),
  });

const create = ({ aws }: Pick<Session, 'aws'>, role: NewRole): Promise<string> =>
  withProgress(
    vscode.l10n.t('Creating the role {0}', role.roleName),
    async (signal) => (await aws.createExecutionRole(role, signal)).arn,
  );

/** Shows the role in a document that can be given to an administrator, and asks whether to create it. Throws Cancelled. */
async function confirmRole(role: NewRole, { bucket, prefix }: Scope): Promise<void> {
  await showRole(role);
  await confirm(
    vscode.l10n.t('Create the execution role {0}?', role.roleName),
    vscode.l10n.t(
      'SageMaker may then read and write {0}, write logs and pull the image of Linear Learner. The document behind this message has the policy, also as commands and as Terraform for an administrator.',
      `s3://${bucket}/${prefix}`,
    ),
    vscode.l10n.t('Create Role'),
  );
}

const fences = { json: 'json', cli: 'sh', terraform: 'terraform' } as const;
const headings = { json: 'JSON', cli: 'AWS CLI', terraform: 'Terraform' } as const;

/** Shows a role before it is created: its policy, in each form that an administrator may want. */
export async function showRole(role: NewRole): Promise<void> {
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: roleDocument(role),
  });
  await vscode.window.showTextDocument(document, { preview: true });
}

const roleDocument = (role: NewRole): string =>
  [
    `# ${role.roleName}`,
    ...policyForms.flatMap((as) => [
      `## ${headings[as]}`,
      `\`\`\`${fences[as]}\n${roleText(role, as).trimEnd()}\n\`\`\``,
    ]),
  ].join('\n\n');
