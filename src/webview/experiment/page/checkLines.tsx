import type { ConnectionChecks } from '../contract.ts';
import type { FindingLine } from '../../kit/controls/Findings.tsx';

export type TakeFix = (check: string, fix: number) => void;

/** The checks that have not passed: those that stop a training first. */
export function checkLines(checks: ConnectionChecks | undefined, takeFix: TakeFix): readonly FindingLine[] {
  const open = (checks?.lines ?? []).filter(({ state }) => state !== 'passed');
  return open
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .map((line): FindingLine => ({
      severity: severities[rankOf(line)] ?? 'info',
      // What is unknown says so in its message.
      text:
        line.state === 'failed' ? (
          <>
            <strong>{line.verdict}</strong> · {line.message}
          </>
        ) : (
          line.message
        ),
      remedies: line.fixes.map((label, index) => ({ label, onClick: () => takeFix(line.check, index) })),
    }));
}

const severities = ['error', 'warning', 'info'] as const;

const rankOf = ({ state, stopsTraining }: ConnectionChecks['lines'][number]) =>
  stopsTraining ? 0 : state === 'failed' ? 1 : 2;
