import { Link } from '../../kit/controls/controls.tsx';
import { Findings } from '../../kit/controls/Findings.tsx';
import { fixed } from '../../kit/language/numbers.ts';
import { t } from '../../kit/language/language.ts';
import { checkLines } from './checkLines.tsx';
import type { SectionProps } from './sectionProps.ts';

/** What the connection has or lacks for a training, with the way out of each. */
export function ConnectionCheckList({ state: { checks }, port, run }: SectionProps) {
  if (checks === undefined) return null;
  const lines = checkLines(checks, (check, fix) => run(port.request('takeFix', { check, fix })));
  const passed = checks.lines.filter((line) => line.state === 'passed');
  return (
    <section aria-live="polite">
      <h2>{t('Connection checks')}</h2>
      {lines.length > 0 && <Findings label={t('Connection checks')} lines={lines} isOld={checks.isRunning} />}
      {passed.length > 0 && (
        <details>
          <summary>{t('Passed: {0}', fixed(passed.length))}</summary>
          <Findings
            label={t('Passed checks')}
            lines={passed.map(({ message }) => ({ severity: 'good', text: message }))}
            isOld={checks.isRunning}
          />
        </details>
      )}
      {checks.isRunning ? (
        <p class="q">{t('Checking the connection…')}</p>
      ) : (
        <Link onClick={() => run(port.request('checkAgain', {}))}>{t('Check again')}</Link>
      )}
    </section>
  );
}
