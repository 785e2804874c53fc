import * as vscode from 'vscode';
import { remedyCommand } from '../platform/remedies.ts';
import { explained } from '../platform/serviceMessages.ts';

/** A line of a tooltip, with a link where something can be done about it. */
export interface TooltipLine {
  readonly text: string;
  readonly act?: vscode.Command;
}

/** What a failure says; with the statement to copy where a right is missing. */
export async function failureLine(error: unknown): Promise<TooltipLine> {
  const { message, remedies } = await explained(error);
  const copy = remedies.find(({ kind }) => kind === 'copyStatement');
  const act = copy === undefined ? undefined : remedyCommand(copy);
  return { text: message, ...(act === undefined ? {} : { act }) };
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
