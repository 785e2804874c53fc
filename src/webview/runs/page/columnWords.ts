import { metricNames } from '../../../learner/metrics/metricNames.ts';
import type { MetricName } from '../../../learner/metrics/metricNames.ts';
import { metricOf, settingOf } from '../../contract/runColumns.ts';
import type { BaseColumn, RunColumnId } from '../../contract/runColumns.ts';
import { t } from '../../kit/language/language.ts';
import { metricLabel } from '../../kit/language/metricWords.ts';

/** How a column is called, what that means, and how wide it is. */
export interface ColumnLook {
  readonly label: string;
  readonly hint?: string;
  readonly isNumeric: boolean;
  /** A key of the experiment, written as in its file. */
  readonly isCode: boolean;
  /** Its cells are of several metrics, and each names its own. */
  readonly namesMetrics?: true;
  /** In px. */
  readonly width: number;
}

/** `metric`: the main metric of all runs, if it is one. */
export function columnLook(id: RunColumnId, metric: MetricName | null): ColumnLook {
  const setting = settingOf(id);
  if (setting !== undefined) {
    const label = settingLabel(setting);
    return {
      label,
      hint: setting,
      isNumeric: false,
      isCode: true,
      width: widthFor(label, setting === 'features' ? featuresWidth : 112),
    };
  }
  const name = metricNames.find((one) => one === metricOf(id));
  if (name !== undefined)
    return { label: metricLabel(name), isNumeric: true, isCode: false, width: metricWidth };
  // SAFETY: every other column is one of the table's own.
  return baseLook(id as BaseColumn, metric);
}

/** With its interval. */
const metricWidth = 192;
const namedMetricWidth = 232;
/** "12 columns #3f9a1c" */
const featuresWidth = 160;

/** Hyperparameters are known by their own name; other keys say where they are. */
const settingLabel = (key: string): string => key.replace(/^hyperparameters\./, '');

const widthFor = (label: string, least: number) => Math.max(least, Math.min(220, 32 + 7 * label.length));

function baseLook(id: BaseColumn, metric: MetricName | null): ColumnLook {
  const words = (label: string, width: number, hint?: string) => look(label, width, false, hint);
  const numbers = (label: string, width: number, hint?: string) => look(label, width, true, hint);
  switch (id) {
    case 'title':
      return words(t('Run'), 216);
    case 'when':
      return words(t('When'), 164);
    case 'connection':
      return words(t('Connection'), 144);
    case 'status':
      return words(t('Status'), 112);
    case 'target':
      return words(t('Target'), 120);
    case 'problem':
      return words(t('Problem'), 120);
    case 'dataset':
      return words(
        t('Data'),
        88,
        t('The first digits of the hash of the data file: runs on the same data have the same ones.'),
      );
    case 'rows':
      return numbers(t('Rows'), 88, t('Training rows.'));
    case 'metric':
      return {
        ...numbers(
          metric === null ? t('Metric') : metricLabel(metric),
          metric === null ? namedMetricWidth : metricWidth,
          t('On the held-out rows, with the 95 % bootstrap interval.'),
        ),
        ...(metric === null ? { namesMetrics: true } : {}),
      };
    case 'baseline':
      return numbers(t('Baseline'), 112, t('The same metric of a model without features.'));
    case 'reference':
      return numbers(
        t('Reference'),
        112,
        t('The same metric of a linear model that was fitted to the same training rows until it converged.'),
      );
    case 'epochs':
      return numbers(t('Epochs'), 80, t('Epochs that were trained.'));
    case 'duration':
      return numbers(t('Duration'), 104, t('From the request to the end of the job.'));
    case 'billed':
      return numbers(t('Billed time'), 104);
    case 'cost':
      return numbers(t('Cost'), 88, t('An estimate of what the training cost, in US dollars.'));
    case 'instance':
      return words(t('Instance'), 128);
    case 'tags':
      return words(t('Tags'), 144);
    case 'note':
      return words(t('Note'), 240);
  }
}

const look = (label: string, width: number, isNumeric: boolean, hint?: string): ColumnLook => ({
  label,
  isNumeric,
  isCode: false,
  width,
  ...(hint === undefined ? {} : { hint }),
});
