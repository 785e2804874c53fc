import type { GridColumn } from '../../../data/shapes/gridView.ts';
import { largest } from '../../../learner/extent.ts';
import { cellText, isQuantity } from './cellText.ts';
import { withinWidths } from './columnLayout.ts';

/** About, in the editor's font at its usual size. */
const digitWidth = 8;
const letterWidth = 7.2;
const factWidth = 6.2;
const padding = 18;
/** Icon before the name, sort arrow and menu button. */
const besideName = 76;
const leastUsual = 84;
const mostUsual = 260;
/** "integer · 12 % missing" */
const factsLength = 24;
/** Default width while values are unknown: about nine digits, or a word or two. */
const outlineWidth = 100;
const dayLength = '2026-12-31'.length;
const timeLength = '2026-12-31 23:59'.length;

/** Default width of a column: enough for its name and typical values. */
export function usualWidth(column: GridColumn | undefined, name: string): number {
  const head = besideName + Math.min(22, name.length) * letterWidth;
  const values = column === undefined ? 0 : padding + valuesWidth(column);
  const facts = column === undefined || column.missingCount === 0 ? 0 : padding + factsLength * factWidth;
  return Math.round(Math.min(mostUsual, Math.max(leastUsual, head, values, facts)));
}

function valuesWidth(column: GridColumn): number {
  const { type, bars, topValues = [], isOutline = false } = column;
  if (isOutline) return outlineWidth;
  if (type === 'date') {
    const [first = 0, second = 0] = bars?.edges ?? [];
    const hasTime = first % 86_400_000 !== 0 || second % 86_400_000 !== 0;
    return digitWidth * (hasTime ? timeLength : dayLength);
  }
  if (isQuantity(column)) {
    const ends = [bars?.edges[0] ?? 0, bars?.edges.at(-1) ?? 0];
    return digitWidth * largest(ends.map((end) => cellText(String(Math.round(end)), column).length));
  }
  return letterWidth * Math.max(6, largest(topValues.map(({ value }) => value.length)));
}

/** The width that fits the texts. */
export const fittingWidth = (name: string, texts: readonly string[]): number =>
  withinWidths(
    texts.reduce(
      (most, text) => Math.max(most, padding + text.length * digitWidth),
      besideName + name.length * letterWidth,
    ),
  );
