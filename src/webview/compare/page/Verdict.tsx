import { verdictWords } from '../../../data/comparison/verdictWords.ts';
import type { ShownRun } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import type { SectionProps } from './sectionProps.ts';
import { letterIn } from './sectionProps.ts';

/** How the page writes verdicts. */
const say = { t, number: fixed };

/** What a run is against its base, in a sentence; empty for the base. */
export function verdictText({ against, isComparing, run }: ShownRun, isBase: boolean): string {
  if (isBase) return t('the base');
  if (run === undefined) return '';
  if (isComparing) return t('comparing…');
  return against === undefined ? '' : verdictWords(say, against.verdict);
}

/** Of two runs the verdict is the answer of the page; of more, each has its own in the table. */
export function Verdict({ state: { runs, base }, names }: SectionProps) {
  const others = [...runs.entries()].filter(([index]) => index !== base);
  const [only] = others;
  if (only === undefined || others.length > 1) return null;
  const [index, run] = only;
  const heldOut = run.against?.heldOut;
  const common = heldOut === undefined || heldOut.kind === 'not-comparable' ? undefined : heldOut;
  const text = verdictText(run, false);
  if (text === '') return null;
  return (
    <div class="verdict" role="status" data-testid="verdict">
      <p class="verdict-text">
        {run.against?.verdict.kind === 'not-comparable'
          ? t('{0} against {1}, {2}', letterIn(names, index), letterIn(names, base), text)
          : t('{0} against {1}: {2}', letterIn(names, index), letterIn(names, base), text)}
      </p>
      {heldOut?.kind === 'not-comparable' && heldOut.why === 'other-held-out-rows' && (
        <p class="q s">
          {t(
            'Each was evaluated on rows that the other did not hold out. Give both experiments the same split, and train again.',
          )}
        </p>
      )}
      {common !== undefined && (
        <p class="q s">
          {common.commonRowCount === common.rowCounts.a && common.commonRowCount === common.rowCounts.b
            ? t(
                'On the same {0} held-out rows. The interval is a paired bootstrap interval: how far the difference could move with other rows of the same kind.',
                fixed(common.commonRowCount),
              )
            : t(
                'On the {0} held-out rows that both have. The interval is a paired bootstrap interval: how far the difference could move with other rows of the same kind.',
                fixed(common.commonRowCount),
              )}
        </p>
      )}
    </div>
  );
}
