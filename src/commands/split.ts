import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ParsedArguments } from '../contributions/commands.ts';
import type { SplitFiles } from '../contributions/results.ts';
import type { RowFormat, Splitting } from '../data/shapes/splitting.ts';
import { numberText } from '../platform/explanations/numberText.ts';
import { counted, withProgress } from '../platform/progress.ts';
import { tell } from '../platform/prompts.ts';
import { fileIn } from './arguments.ts';
import { chooseSplit } from './chooseSplit.ts';
import type { Services } from './services.ts';

type Options = NonNullable<ParsedArguments<'split'>[1]>;

/** Writes NAME-train.csv, NAME-test.csv and so on, or NAME-fold-1.csv and so on, beside the table. */
export async function split(
  { engine }: Pick<Services, 'engine'>,
  given?: vscode.Uri,
  options: Options = {},
): Promise<SplitFiles> {
  const uri = await fileIn(given, { title: vscode.l10n.t('Split which table?') });
  const path = uri.fsPath;
  const chosen = givenSplit(options) ?? (await chooseSplit(engine, path, options));
  const files = await withProgress(vscode.l10n.t('Splitting {0}', basename(path)), (signal, report) =>
    engine.splitToFiles({ path, ...chosen }, { signal, onProgress: counted(report) }),
  );
  const sizes = files.map(({ name, rowCount }) => vscode.l10n.t('{0}: {1} rows', name, numberText(rowCount)));
  const [first] = files;
  tell(
    vscode.l10n.t('Split {0}. {1}.', basename(path), sizes.join(', ')),
    ...(first === undefined
      ? []
      : [
          {
            label: vscode.l10n.t('Show in Explorer'),
            run: () => vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(first.path)),
          },
        ]),
  );
  const at = (name: string) => {
    const found = files.find((file) => file.name === name);
    return found && vscode.Uri.file(found.path);
  };
  const [train, test, validation] = [at('train'), at('test'), at('validation')];
  const folds = files
    .filter(({ name }) => name.startsWith('fold-'))
    .map((file) => vscode.Uri.file(file.path));
  return {
    ...(train === undefined ? {} : { train }),
    ...(test === undefined ? {} : { test }),
    ...(validation === undefined ? {} : { validation }),
    ...(folds.length === 0 ? {} : { folds }),
  };
}

/** How to read a table and how to split it. */
export interface ChosenSplit extends Pick<Options, 'read' | 'columns'> {
  readonly split: Splitting;
  readonly format?: RowFormat | undefined;
}

/** The choices passed by the caller; undefined to prompt the user. */
function givenSplit({ read, columns, format, ...split }: Options): ChosenSplit | undefined {
  const { method, test, folds } = split;
  if (method === undefined && test === undefined && folds === undefined) return undefined;
  const sized = folds !== undefined || method === 'column' ? split : { test: defaultTest, ...split };
  return { read, columns, split: sized, format };
}

const defaultTest = 0.33;
