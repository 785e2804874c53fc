import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { Cancelled } from '../platform/cancellation.ts';

export interface AwsCli {
  /** Its absolute path: a program of this name in the workspace is never run. */
  readonly path: string;
  readonly version: readonly [major: number, minor: number];
}

/** A shell function or a broken installation may never answer. */
const versionLimitMs = 5000;

/** The AWS CLI on the PATH; undefined when there is none that answers. */
export async function findAwsCli(): Promise<AwsCli | undefined> {
  const path = await programOnPath(process.platform === 'win32' ? 'aws.exe' : 'aws');
  if (path === undefined) return undefined;
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], {
      timeout: versionLimitMs,
      cwd: homedir(),
      windowsHide: true,
    });
    const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)/.exec(stdout) ?? [];
    return major === undefined ? undefined : { path, version: [Number(major), Number(minor)] };
  } catch {
    return undefined;
  }
}

async function programOnPath(name: string): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  for (const folder of folders) {
    const path = join(folder, name);
    const isProgram = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isProgram) return path;
  }
  return undefined;
}

/** What the CLI is called with to sign in; undefined when this version cannot. A profile's name is one argument, whatever is in it. */
export function cliArguments(
  { version: [major, minor] }: AwsCli,
  {
    kind,
    profile,
    isRemote,
  }: { readonly kind: 'sso' | 'login'; readonly profile: string; readonly isRemote: boolean },
): readonly string[] | undefined {
  const isAtLeast = (least: number) => major > 2 || (major === 2 && minor >= least);
  // `--profile=NAME`, so that a name like `--version` is no option.
  const named = `--profile=${profile}`;
  switch (kind) {
    case 'sso':
      if (!isAtLeast(0)) return undefined;
      return ['sso', 'login', named, ...(isRemote && isAtLeast(22) ? ['--use-device-code'] : [])];
    case 'login':
      return isAtLeast(32) ? ['login', named, ...(isRemote ? ['--remote'] : [])] : undefined;
  }
}

/** Runs the CLI in a terminal that the user sees, without a shell. Resolves with its exit code; undefined when it was closed. */
export async function runInTerminal(
  { path }: AwsCli,
  args: readonly string[],
  signal: AbortSignal,
): Promise<number | undefined> {
  const terminal = vscode.window.createTerminal({
    name: vscode.l10n.t('Sign In to AWS'),
    shellPath: path,
    shellArgs: [...args],
    cwd: homedir(),
    isTransient: true,
  });
  terminal.show();
  try {
    return await new Promise((resolve, reject) => {
      const closing = vscode.window.onDidCloseTerminal((closed) => {
        if (closed !== terminal) return;
        closing.dispose();
        resolve(closed.exitStatus?.code);
      });
      const stop = () => {
        closing.dispose();
        reject(signal.reason instanceof Error ? signal.reason : new Cancelled());
      };
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
    });
  } finally {
    terminal.dispose();
  }
}
