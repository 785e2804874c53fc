import * as vscode from 'vscode';
import { runCommand } from '../contributions/runCommand.ts';
import type { CommandId } from '../contributions/commandIds.ts';
import { forUser } from './background.ts';
import { Cancelled } from './cancellation.ts';
import { plainText } from './plainText.ts';

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** The message shown instead of an empty list, and the command that fills it. */
export interface WhenEmpty {
  readonly message: string;
  readonly act: string;
  readonly command: CommandId;
}

/** Lets the user pick one of `choices`. Throws Cancelled on Esc, and after `whenEmpty` if there are none. */
export async function pick<T>(
  choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>,
  {
    whenEmpty,
    ...options
  }: { readonly title: string; readonly placeHolder: string; readonly whenEmpty?: WhenEmpty },
): Promise<T> {
  const emptiness = new vscode.CancellationTokenSource();
  let isEmpty = false;
  const items = Promise.resolve(choices).then((list) => {
    isEmpty = list.length === 0 && whenEmpty !== undefined;
    if (isEmpty) emptiness.cancel();
    return [...list];
  });
  const how = { ...options, matchOnDescription: true, matchOnDetail: true, ignoreFocusOut: true };
  const chosen = await vscode.window.showQuickPick(items, how, emptiness.token);
  emptiness.dispose();
  if (isEmpty && whenEmpty !== undefined) {
    const { message, act, command } = whenEmpty;
    tell(message, { label: act, run: () => runCommand(command) });
  }
  if (chosen === undefined) throw new Cancelled();
  return chosen.value;
}

/**
 * Lets the user pick `least` to `most` of `choices`; accepting fewer or more keeps the list open. Throws Cancelled on Esc, and after
 * `whenEmpty` if there are fewer than `least`.
 */
export async function pickSome<T>(
  choices: Promise<readonly Choice<T>[]>,
  options: {
    readonly title: string;
    readonly placeHolder: string;
    readonly least: number;
    readonly most: number;
    readonly whenEmpty: WhenEmpty;
  },
): Promise<readonly T[]> {
  const list = await choices;
  const { least, most, whenEmpty, placeHolder, title } = options;
  if (list.length < least) {
    tell(whenEmpty.message, { label: whenEmpty.act, run: () => runCommand(whenEmpty.command) });
    throw new Cancelled();
  }
  for (let picked: readonly Choice<T>[] = [], first = true; ; first = false) {
    const chosen = await vscode.window.showQuickPick(
      list.map((item) => ({ ...item, picked: picked.some(({ value }) => value === item.value) })),
      {
        title,
        placeHolder: first ? placeHolder : vscode.l10n.t('{0}; {1} are chosen', placeHolder, picked.length),
        canPickMany: true,
        matchOnDescription: true,
        matchOnDetail: true,
        ignoreFocusOut: true,
      },
    );
    if (chosen === undefined) throw new Cancelled();
    if (chosen.length >= least && chosen.length <= most) return chosen.map(({ value }) => value);
    picked = chosen;
  }
}

/** Asks for a line of text; `problem` returns what is wrong with it. Throws Cancelled on Esc. */
export async function ask(options: {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly placeHolder?: string;
  readonly problem?: (value: string) => string | undefined;
}): Promise<string> {
  const { problem, ...rest } = options;
  const answer = await vscode.window.showInputBox({
    ...rest,
    ignoreFocusOut: true,
    ...(problem ? { validateInput: (value: string) => problem(value.trim()) } : {}),
  });
  if (answer === undefined) throw new Cancelled();
  return answer.trim();
}

/** A modal confirmation whose buttons name the action. Throws Cancelled when it is closed. */
export async function confirm<Button extends string>(
  message: string,
  detail: string,
  ...buttons: readonly [Button, ...Button[]]
): Promise<Button> {
  const answer = await vscode.window.showWarningMessage<Button>(message, { modal: true, detail }, ...buttons);
  if (answer === undefined) throw new Cancelled();
  return answer;
}

/** A button of a message and what it does. */
export interface Act {
  readonly label: string;
  readonly run: () => PromiseLike<unknown>;
}

/** Shows a message without waiting for its buttons; a button that fails shows why. */
export const tell = (message: string, ...acts: readonly Act[]): void =>
  show(vscode.window.showInformationMessage, message, acts);

/** As tell, as a warning. */
export const warn = (message: string, ...acts: readonly Act[]): void =>
  show(vscode.window.showWarningMessage, message, acts);

function show(
  how: (message: string, ...labels: readonly string[]) => Thenable<string | undefined>,
  message: string,
  acts: readonly Act[],
): void {
  forUser(unlogged, async () => {
    const chosen = await how(plainText(message), ...acts.map(({ label }) => label));
    await acts.find(({ label }) => label === chosen)?.run();
  });
}

/** Offers an action, and resolves once the user has taken it or closed the message. */
export async function offer(message: string, act: Act): Promise<void> {
  const chosen = await vscode.window.showWarningMessage(plainText(message), act.label);
  if (chosen === act.label) await act.run();
}

/** A prompt has no log: the message of a button that fails is all there is to say. */
const unlogged = { error: () => undefined };

/** One file that the user chooses in a dialog. Throws Cancelled on Esc. */
export async function openFile(title: string, filters: Record<string, string[]>): Promise<vscode.Uri> {
  return firstOf(await vscode.window.showOpenDialog({ title, filters, canSelectMany: false }));
}

/** One folder that the user chooses in a dialog. Throws Cancelled on Esc. */
export async function openFolder(title: string): Promise<vscode.Uri> {
  const options = { title, canSelectFiles: false, canSelectFolders: true, canSelectMany: false };
  return firstOf(await vscode.window.showOpenDialog(options));
}

function firstOf(chosen: readonly vscode.Uri[] | undefined): vscode.Uri {
  const uri = chosen?.[0];
  if (uri === undefined) throw new Cancelled();
  return uri;
}
