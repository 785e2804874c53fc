import * as vscode from 'vscode';
import { Cancelled } from './cancellation.ts';

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** Asks for one of `choices`; Esc throws Cancelled. */
export async function pick<T>(
  choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>,
  options: { readonly title: string; readonly placeHolder: string },
): Promise<T> {
  const items = Promise.resolve(choices).then((list) => [...list]);
  const chosen = await vscode.window.showQuickPick(items, {
    ...options,
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  if (chosen === undefined) throw new Cancelled();
  return chosen.value;
}

/** Asks for a line of text; `problem` returns what is wrong with it. Esc throws Cancelled. */
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

/** A modal confirmation whose buttons name the act; closing it throws Cancelled. */
export async function confirm<Button extends string>(
  message: string,
  detail: string,
  ...buttons: readonly [Button, ...Button[]]
): Promise<Button> {
  const answer = await vscode.window.showWarningMessage<Button>(message, { modal: true, detail }, ...buttons);
  if (answer === undefined) throw new Cancelled();
  return answer;
}

/** Something that a button of a message does. */
export interface Act {
  readonly label: string;
  readonly run: () => PromiseLike<unknown>;
}

/** Says what happened. Nobody waits for its buttons. */
export function tell(message: string, ...acts: readonly Act[]): void {
  const labels = acts.map(({ label }) => label);
  void vscode.window
    .showInformationMessage(message, ...labels)
    .then((chosen) => acts.find(({ label }) => label === chosen)?.run());
}

/** One file chosen by the user among those the filter names; Esc throws Cancelled. */
export async function openFile(title: string, filters: Record<string, string[]>): Promise<vscode.Uri> {
  return firstOf(await vscode.window.showOpenDialog({ title, filters, canSelectMany: false }));
}

/** One folder chosen by the user; Esc throws Cancelled. */
export async function openFolder(title: string): Promise<vscode.Uri> {
  const options = { title, canSelectFiles: false, canSelectFolders: true, canSelectMany: false };
  return firstOf(await vscode.window.showOpenDialog(options));
}

function firstOf(chosen: readonly vscode.Uri[] | undefined): vscode.Uri {
  const uri = chosen?.[0];
  if (uri === undefined) throw new Cancelled();
  return uri;
}
