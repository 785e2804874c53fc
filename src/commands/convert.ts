import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ParsedArguments } from '../contributions/commands.ts';
import { fileFormats, isRecordFile } from '../data/shapes/conversion.ts';
import type { FileFormat } from '../data/shapes/conversion.ts';
import { formatOf } from '../data/shapes/tableFiles.ts';
import type { Engine } from '../data/engine/calls.ts';
import { numberText } from '../platform/explanations/numberText.ts';
import { counted, withProgress } from '../platform/progress.ts';
import { ask, pick, tell } from '../platform/prompts.ts';
import type { Choice } from '../platform/prompts.ts';
import { fileIn } from './arguments.ts';
import { reading } from './reading.ts';
import type { Services } from './services.ts';

type Options = NonNullable<ParsedArguments<'convert'>[1]>;
type Wanted = Options & { readonly to: FileFormat };

/** Converts a table or records to another format: one file, or a folder of shards, next to the source. */
export async function convert(
  { engine }: Pick<Services, 'engine'>,
  given?: vscode.Uri,
  options: Options = {},
): Promise<{ files: readonly vscode.Uri[] }> {
  const uri = await fileIn(given, { title: vscode.l10n.t('Convert which file?') });
  const path = uri.fsPath;
  const { to } = options;
  const wanted = to === undefined ? await chosen(engine, path, options) : { ...options, to };
  const { paths, rowCount } = await withProgress(
    vscode.l10n.t('Converting {0}', basename(path)),
    (signal, report) => engine.convertFile({ path, ...wanted }, { signal, onProgress: counted(report) }),
  );
  const files = paths.map((one) => vscode.Uri.file(one));
  const [first = uri] = files;
  const message =
    files.length === 1
      ? vscode.l10n.t('Wrote {1} rows to {0}.', basename(first.fsPath), numberText(rowCount))
      : vscode.l10n.t('Wrote {1} rows to {0} files.', numberText(files.length), numberText(rowCount));
  tell(message, {
    label: vscode.l10n.t('Show in Explorer'),
    run: () => vscode.commands.executeCommand('revealInExplorer', first),
  });
  return { files };
}

/** What the user wants. Throws Cancelled. */
async function chosen(
  engine: Pick<Engine, 'describeForSplit'>,
  path: string,
  options: Options,
): Promise<Wanted> {
  const title = vscode.l10n.t('Convert {0}', basename(path));
  const own = isRecordFile(path) ? 'recordio' : formatOf(path).format;
  const names = formatNames();
  const offered = fileFormats.filter((format) => format !== own);
  const to = await pick(
    offered.map((format) => ({ ...names[format], value: format })),
    { title, placeHolder: vscode.l10n.t('To which format?') },
  );
  const ofRecords = to === 'recordio' ? await chosenLabel(engine, path, title, options) : {};
  const shardMegabytes = await chosenShards(title);
  return { ...options, to, ...ofRecords, ...(shardMegabytes === undefined ? {} : { shardMegabytes }) };
}

function formatNames(): Readonly<
  Record<FileFormat, { readonly label: string; readonly description: string }>
> {
  const { t } = vscode.l10n;
  return {
    csv: { label: 'CSV', description: t('UTF-8 text with a header') },
    parquet: { label: 'Parquet', description: t('smaller, keeps column types') },
    jsonl: { label: 'JSON Lines', description: t('one object per line') },
    recordio: { label: 'RecordIO-protobuf', description: t('the fastest format for training') },
  };
}

/** The column to use as the label, and whether to leave out columns of words. */
async function chosenLabel(
  engine: Pick<Engine, 'describeForSplit'>,
  path: string,
  title: string,
  { read, columns: given }: Options,
): Promise<Pick<Options, 'target' | 'leavesOutWords'>> {
  const { columns, targets } = await reading(path, (signal) =>
    engine.describeForSplit({ path, read, columns: given }, { signal }),
  );
  const isNumber = ({ type }: (typeof columns)[number]) => type === 'integer' || type === 'decimal';
  const likely = (name: string) => (targets.includes(name) ? targets.indexOf(name) : targets.length);
  const labels = columns
    .filter(isNumber)
    .toSorted((a, b) => likely(a.name) - likely(b.name))
    .map(({ name }): Choice<string | undefined> => ({ label: name, value: name }));
  const none: Choice<string | undefined> = { label: vscode.l10n.t('No label'), value: undefined };
  const target = await pick([...labels, none], {
    title,
    placeHolder: vscode.l10n.t('Which column is the label?'),
  });
  const words = columns.filter(
    (column) => column.name !== target && !isNumber(column) && column.type !== 'boolean',
  );
  if (words.length > 0)
    await pick(
      [
        {
          label: vscode.l10n.t('Leave them out'),
          detail: words.map(({ name }) => name).join(', '),
          value: true,
        },
      ],
      {
        title,
        placeHolder: vscode.l10n.t(
          'RecordIO holds only numbers, and {0} columns contain words.',
          words.length,
        ),
      },
    );
  return { ...(target === undefined ? {} : { target }), leavesOutWords: words.length > 0 };
}

const usualShards = 64;

/** Megabytes per file; undefined for a single file. */
async function chosenShards(title: string): Promise<number | undefined> {
  const inParts = await pick(
    [
      { label: vscode.l10n.t('One file'), value: false },
      {
        label: vscode.l10n.t('Several files…'),
        description: vscode.l10n.t('part-00000 and so on, for ShardedByS3Key'),
        value: true,
      },
    ],
    { title, placeHolder: vscode.l10n.t('One file or several?') },
  );
  if (!inParts) return undefined;
  const problem = (text: string) =>
    Number(text) > 0 ? undefined : vscode.l10n.t('Enter a number of megabytes above 0.');
  return Number(
    await ask({ title, prompt: vscode.l10n.t('Megabytes per file'), value: String(usualShards), problem }),
  );
}
