import * as vscode from 'vscode';
import type { AwsFailureFacts } from '../aws/failures/errors.ts';
import { Failure, isFailure } from '../learner/errors.ts';
import type { MissingRights } from './missingRights.ts';
import { remedyCommand } from '../platform/remedies.ts';
import { explained } from '../platform/serviceMessages.ts';

/** A line of a tooltip, with a link where something can be done about it. */
export interface TooltipLine {
  readonly text: string;
  readonly act?: vscode.Command;
  /** The IAM action whose lack it is about. */
  readonly missing?: string;
}

/** What a failure says; with the statement to copy where a right is missing. */
export async function failureLine(error: unknown): Promise<TooltipLine> {
  const { message, remedies } = await explained(error);
  const copy = remedies.find(({ kind }) => kind === 'copyStatement');
  const act = copy === undefined ? undefined : remedyCommand(copy);
  const missing = missingAction(error);
  return {
    text: message,
    ...(act === undefined ? {} : { act }),
    ...(missing === undefined ? {} : { missing }),
  };
}

/** What failures say, each once: a right that several resources lack is one line, about all of them. */
export async function failureLines(errors: readonly unknown[]): Promise<readonly TooltipLine[]> {
  const denials = new Map<string, [DeniedFailure, ...DeniedFailure[]]>();
  for (const error of errors.filter(isDenied)) {
    const known = denials.get(error.facts.action);
    if (known === undefined) denials.set(error.facts.action, [error]);
    else known.push(error);
  }
  const merged = [...denials.values()].map(aboutAll);
  const rest = errors.filter((error) => !isDenied(error));
  return distinct(await Promise.all([...merged, ...rest].map(failureLine)));
}

type DeniedFailure = Failure<'access-denied', AwsFailureFacts['access-denied']>;

/** The IAM action that a failure is about; undefined where it is about something else. */
export const missingAction = (error: unknown): string | undefined =>
  isDenied(error) ? error.facts.action : undefined;

/** The lines without what the tree says already, in the place of which a word remains. */
export const unlessInTree = (lines: readonly TooltipLine[], tree: MissingRights): readonly TooltipLine[] =>
  distinct(
    lines.map((line) =>
      line.missing !== undefined && tree.has(line.missing)
        ? { text: vscode.l10n.t('Access denied: the tree shows which permission is missing.') }
        : line,
    ),
  );

const isDenied = (error: unknown): error is DeniedFailure =>
  isFailure(error) && error.code === 'access-denied';

/** The first failure, about a pattern that covers the resources of all. */
function aboutAll(failures: readonly [DeniedFailure, ...DeniedFailure[]]): DeniedFailure {
  const [first] = failures;
  const resources = [...new Set(failures.map(({ facts }) => facts.resource))];
  if (resources.length === 1) return first;
  const prefix = resources.reduce(commonStart);
  const resource = /^arn(:[^:]*){4}:./.test(prefix) ? `${prefix}*` : '*';
  return new Failure(first.code, { ...first.facts, resource }, first.message, { cause: first.cause });
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}

/** The lines without those that say the same. */
export const distinct = (lines: readonly TooltipLine[]): readonly TooltipLine[] => [
  ...new Map(lines.map((line) => [line.text, line])).values(),
];

/** Its links run their own commands and no others. */
export function markdownOf(lines: readonly TooltipLine[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const commands: string[] = [];
  for (const { text: line, act } of lines) {
    text.appendText(line);
    if (act !== undefined) {
      const given = encodeURIComponent(JSON.stringify(act.arguments ?? []));
      text.appendMarkdown(` [${act.title}](command:${act.command}?${given})`);
      commands.push(act.command);
    }
    text.appendMarkdown('\n\n');
  }
  text.isTrusted = { enabledCommands: commands };
  return text;
}

/** Plain text where nothing can be done. */
export const tooltipOf = (lines: readonly TooltipLine[]): string | vscode.MarkdownString =>
  lines.some(({ act }) => act !== undefined) ? markdownOf(lines) : lines.map(({ text }) => text).join('\n');
