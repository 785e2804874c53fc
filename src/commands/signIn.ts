import * as vscode from 'vscode';
import {
  connectionId,
  connectionIdLabel,
  parseConnectionId,
  signInProfileOf,
} from '../aws/connections/types.ts';
import type { SignInSource } from '../aws/connections/profileKinds.ts';
import type { CommandResult } from '../contributions/commands.ts';
import { runCommand } from '../contributions/runCommand.ts';
import { isFailure } from '../learner/errors.ts';
import { Cancelled, isCancelled } from '../platform/cancellation.ts';
import { withProgress, withProgressIfSlow } from '../platform/progress.ts';
import { ask, tell } from '../platform/prompts.ts';
import { cliArguments, findAwsCli, runInTerminal } from './awsCli.ts';
import type { AwsCli } from './awsCli.ts';
import type { Services } from './services.ts';
import { proxySettings, signInSetting } from './settings.ts';

type Needs = Pick<Services, 'aws' | 'connection' | 'sessionOf' | 'signIns' | 'states'>;
type Source = Exclude<SignInSource, { readonly kind: 'mfa' }>;

/** Signs in to a connection, one prompt at a time: a second request waits for the first. */
export async function signIn(
  services: Needs,
  given: { readonly connectionId?: string | undefined } = {},
): Promise<CommandResult<'signIn'>> {
  const id = given.connectionId ?? connectionId(services.connection());
  return services.signIns.join(id, () => signInTo(services, id));
}

type AwsBundle = Awaited<ReturnType<Services['aws']>>;

async function signInTo(services: Needs, id: string): Promise<CommandResult<'signIn'>> {
  const aws = await services.aws();
  const label = connectionIdLabel(id);
  const connection = parseConnectionId(id);
  const profile = connection === undefined ? undefined : signInProfileOf(connection);
  const source = profile === undefined ? undefined : await aws.signInSource(profile);
  if (source !== undefined && source.kind !== 'mfa')
    await withProgress(vscode.l10n.t('Signing in to {0}', label), (signal) =>
      signInWith(aws, source, { label, signal }),
    ).catch((error: unknown) => {
      throw isFailure(error) ? aws.withHelp(error, { connectionId: id, signsIn: true }) : error;
    });
  // Sessions of before have the credentials of before.
  await runCommand('refresh');
  const session = await services.sessionOf(id)();
  const waiting = vscode.l10n.t('Waiting for credentials for {0}', label);
  await withProgressIfSlow(waiting, (signal) => session.identity(signal)).catch((error: unknown) => {
    if (isFailure(error) && error.code === 'mfa-code-needed') throw new Cancelled();
    const { kind } = services.states.of(id);
    const lacksCredentials = kind === 'expired' || kind === 'signed-out';
    throw source === undefined && lacksCredentials ? aws.signInNotPossible(label, aws.helpOf(error)) : error;
  });
  const state = services.states.of(id);
  const expiresAtMs = state.kind === 'signed-in' ? state.expiresAtMs : undefined;
  tell(vscode.l10n.t('Signed in to {0}.', label));
  return {
    connectionId: id,
    ...(expiresAtMs === undefined ? {} : { expiresAt: new Date(expiresAtMs).toISOString() }),
  };
}

interface Attempt {
  readonly label: string;
  readonly signal: AbortSignal;
}

async function signInWith(aws: AwsBundle, source: Source, { label, signal }: Attempt): Promise<void> {
  const setting = signInSetting();
  const { kind, profile } = source;
  const prefersCli = setting === 'auto' || setting === 'awsCli' || kind === 'login';
  const cli = prefersCli ? await findAwsCli() : undefined;
  const args = cli && cliArguments(cli, { kind, profile, isRemote: isRemote() });
  if (cli !== undefined && args !== undefined) {
    await signInWithCli(aws, { label, signal }, (limited) => runInTerminal(cli, args, limited));
    return;
  }
  if (kind === 'login' || setting === 'awsCli') throw aws.signInFailed(label, 'cli', missing(cli, kind));
  const usesDevice = setting === 'deviceCode' || (setting === 'auto' && isRemote());
  const way = usesDevice ? deviceWay() : browserWay();
  await aws.signInToSso({ source, label, signal, way, proxies: proxySettings() });
}

async function signInWithCli(
  { signInFailed, signInLimitMs }: AwsBundle,
  { label, signal }: Attempt,
  run: (signal: AbortSignal) => Promise<number | undefined>,
): Promise<void> {
  const limit = AbortSignal.timeout(signInLimitMs);
  const code = await run(AbortSignal.any([signal, limit])).catch((error: unknown) => {
    if (limit.aborted && !signal.aborted) throw signInFailed(label, 'late', 'no answer', error);
    throw error;
  });
  if (code === undefined) throw new Cancelled();
  if (code !== 0) throw signInFailed(label, 'cli', vscode.l10n.t('it ended with code {0}', code));
}

/** Whether a browser cannot reach the ports of the machine on which this runs. */
const isRemote = () => vscode.env.remoteName !== undefined || vscode.env.uiKind === vscode.UIKind.Web;

function missing(cli: AwsCli | undefined, kind: Source['kind']): string {
  const needed = kind === 'login' ? '2.32' : '2';
  return cli === undefined
    ? vscode.l10n.t('it is not on the PATH; version {0} or later is needed', needed)
    : vscode.l10n.t('version {0} is installed, and {1} or later is needed', cli.version.join('.'), needed);
}

async function openPage(url: string): Promise<void> {
  await vscode.env.openExternal(vscode.Uri.parse(url, true));
}

const browserWay = () =>
  ({
    kind: 'browser',
    openPage,
    texts: {
      done: vscode.l10n.t('You are signed in. You can close this page and return to VS Code.'),
      failed: vscode.l10n.t('You are not signed in. VS Code says why.'),
    },
  }) as const;

const deviceWay = () =>
  ({
    kind: 'device',
    async showCode({ userCode, page }: { readonly userCode: string; readonly page: string }) {
      const act = vscode.l10n.t('Copy Code and Open Page');
      const message = vscode.l10n.t('Confirm the code {0} to sign in.', userCode);
      const detail = vscode.l10n.t(
        'The page {0} shows the same code. If it shows another one, do not confirm it.',
        new URL(page).host,
      );
      const chosen = await vscode.window.showInformationMessage(message, { modal: true, detail }, act);
      if (chosen !== act) throw new Cancelled();
      await vscode.env.clipboard.writeText(userCode);
      await openPage(page);
    },
  }) as const;

/** The code that the user's device shows now; undefined on Esc. */
export const askMfaCode = (id: string, serialNumber: string): Promise<string | undefined> =>
  ask({
    title: vscode.l10n.t('Sign in to {0}', connectionIdLabel(id)),
    prompt: vscode.l10n.t('Code of the device {0}', serialNumber),
    placeHolder: '123456',
    problem: (value) => (/^\d{6}$/.test(value) ? undefined : vscode.l10n.t('The code has six digits.')),
  }).catch((error: unknown) => {
    if (isCancelled(error)) return undefined;
    throw error;
  });
