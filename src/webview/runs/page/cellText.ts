import type { MetricCell, RunCell } from '../contract.ts';
import type { RunColumnId } from '../../contract/runColumns.ts';
import { t } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { dateTime, dollars, duration, fixed } from '../../kit/language/numbers.ts';

/** What a cell says. `isNamed`: a metric says which one it is. */
export function cellText(id: RunColumnId, cell: RunCell, isNamed = false): string {
  if (cell === null) return '–';
  if (typeof cell === 'number') return numberText(id, cell);
  if (typeof cell === 'string') return wordText(id, cell);
  if (!('name' in cell)) return cell.join(', ');
  const value = `${metricText(cell.name, cell.value)}${intervalText(cell)}`;
  return isNamed ? `${metricLabel(cell.name)} ${value}` : value;
}

/** " [0.900, 0.981]", or nothing. */
export function intervalText({ name, low, high }: MetricCell): string {
  if (low === undefined || high === undefined) return '';
  return ` [${metricText(name, low)}, ${metricText(name, high)}]`;
}

function numberText(id: RunColumnId, value: number): string {
  if (id === 'cost') return dollars(value);
  if (id !== 'duration' && id !== 'billed') return fixed(value);
  return value === 0 ? t('{0} s', 0) : duration(value);
}

function wordText(id: RunColumnId, word: string): string {
  if (id === 'when') return dateTime(word);
  if (id === 'status') return statusText(word);
  return id === 'problem' ? problemText(word) : word;
}

/** As SageMaker spells it, but for what it does not know. */
const statusText = (status: string) => (status === 'unknown' ? t('unknown') : status);

function problemText(predictorType: string): string {
  switch (predictorType) {
    case 'regressor':
      return t('regression');
    case 'binary_classifier':
      return t('two classes');
    default:
      return t('classes');
  }
}

/** The icon of a status, and its tone; beside the word. */
export function statusIcon(status: string): {
  readonly name: string;
  readonly tone: 'ok' | 'bad' | 'q' | 'info';
} {
  switch (status) {
    case 'Completed':
      return { name: 'pass', tone: 'ok' };
    case 'Failed':
      return { name: 'error', tone: 'bad' };
    case 'Stopped':
      return { name: 'circle-slash', tone: 'q' };
    case 'InProgress':
    case 'Stopping':
      return { name: 'play-circle', tone: 'info' };
    default:
      return { name: 'question', tone: 'q' };
  }
}
