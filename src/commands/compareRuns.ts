import * as vscode from 'vscode';
import { connectionIdLabel } from '../aws/connections/types.ts';
import type { Comparison, RunReference } from '../data/comparison/comparison.ts';
import { comparable } from '../data/shapes/comparable.ts';
import type { RunRow } from '../data/shapes/runRow.ts';
import { pickSome } from '../platform/prompts.ts';
import type { Choice } from '../platform/prompts.ts';
import { withProgress } from '../platform/progress.ts';
import { compareRuns as compare, requireComparable } from '../runs/compare/compareRuns.ts';
import type { Given } from './arguments.ts';
import type { Services } from './services.ts';

/**
 * Compares two to ten runs, on whichever connections. A caller that names them gets the comparison; from a click or the palette, the
 * Compare page opens.
 */
export async function compareRuns(
  services: Services,
  { runs: named, show = named === undefined }: NonNullable<Given<'compareRuns'>> = {},
): Promise<Comparison | undefined> {
  const references = requireComparable(
    named === undefined ? await chooseRuns(services) : await withConnections(services, named),
  );
  if (!show)
    return withProgress(vscode.l10n.t('Comparing {0} runs', references.length), (signal) =>
      compare(services, references, signal),
    );
  const rows = await Promise.all(
    references.map(({ connectionId, trainingJobName }) =>
      services.history.find(connectionId, trainingJobName),
    ),
  );
  const titles = new Set(rows.flatMap((row) => row?.title ?? []));
  const title =
    titles.size <= 2 && titles.size > 0
      ? [...titles].join(', ')
      : vscode.l10n.t('{0} runs', references.length);
  (await services.panels()).openComparePanel(services, references, title);
  return undefined;
}

/** Runs without a connection are those of the current one. */
async function withConnections(
  { openSession }: Services,
  named: NonNullable<NonNullable<Given<'compareRuns'>>['runs']>,
): Promise<readonly RunReference[]> {
  const needsCurrent = named.some(({ connectionId }) => connectionId === undefined);
  const current = needsCurrent ? (await openSession()).connectionId : '';
  return named.map(({ connectionId = current, trainingJobName }) => ({ connectionId, trainingJobName }));
}

function chooseRuns({ history }: Services): Promise<readonly RunReference[]> {
  const choices = history.rows().then(({ rows }) => rows.filter(isEnded).map(choiceOf));
  return pickSome(choices, {
    title: vscode.l10n.t('Compare runs'),
    placeHolder: vscode.l10n.t('Choose {0} to {1} runs', comparable.least, comparable.most),
    ...comparable,
    whenEmpty: {
      message: vscode.l10n.t('There are fewer than two runs to compare yet.'),
      act: vscode.l10n.t('Train…'),
      command: 'train',
    },
  });
}

const isEnded = ({ status }: RunRow): boolean => status === 'Completed' || status === 'unknown';

function choiceOf({
  connectionId,
  trainingJobName,
  title,
  createdAt,
  isPinned,
  note,
}: RunRow): Choice<RunReference> {
  const when = new Date(createdAt).toLocaleString(vscode.env.language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return {
    label: isPinned ? `$(pinned) ${title}` : title,
    description: `${when} · ${connectionIdLabel(connectionId)}`,
    ...(note === undefined ? {} : { detail: note }),
    value: { connectionId, trainingJobName },
  };
}
