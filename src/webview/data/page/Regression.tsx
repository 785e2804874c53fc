import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Profile, RegressionFit } from '../../../data/shapes/profile.ts';
import type { DataChoices, DataContract } from '../contract.ts';
import type { FailureMessage } from '../../contract/messages.ts';
import { Select } from '../../kit/controls/controls.tsx';
import { failureOf } from '../../kit/page/failures.ts';
import { Figure } from '../../kit/charts/Figure.tsx';
import { written } from '../../kit/charts/twin.ts';
import { t } from '../../kit/language/language.ts';
import { FailureLine } from '../../kit/controls/MessageLine.tsx';
import { fixed, full, significant } from '../../kit/language/numbers.ts';
import type { Port } from '../../kit/page/port.ts';
import { Section } from '../../kit/controls/Section.tsx';
import { byRelation } from './choice.ts';
import type { Choice } from './choice.ts';
import { pointsOf } from './pairs.ts';
import type { Point } from './pairs.ts';
import { cloudPicture } from './pair/cloudPicture.ts';

interface RegressionProps {
  readonly profile: Profile;
  readonly choice: Choice;
  readonly choose: (change: DataChoices) => void;
  readonly chooseTarget: (column: string) => void;
  readonly port: Port<DataContract>;
}

/** The least-squares line of the target on one feature, its slope as the title. */
export function Regression({ profile, choice, choose, chooseTarget, port }: RegressionProps) {
  const { numericTarget: target, feature } = choice;
  const chooseLineTarget = (name: string) =>
    choice.target === target ? chooseTarget(name) : choose({ lineTarget: name });
  const answer = useRegression(port, profile, choice);
  const columns = byRelation(profile, target);
  const options = (without: string | undefined) =>
    columns.filter((name) => name !== without).map((name) => ({ value: name, label: name }));
  if (profile.shown.kind === 'sample')
    return (
      <Section id="regression" title={t('Regression')}>
        <p class="q">{t('The line is drawn once all rows have been read.')}</p>
      </Section>
    );
  if (target === undefined || feature === undefined)
    return (
      <Section id="regression" title={t('Regression')}>
        <p class="q">{t('Regression needs two numeric columns; this table has {0}.', columns.length)}</p>
      </Section>
    );
  return (
    <Section
      id="regression"
      title={t('Regression')}
      aside={
        <>
          <Labelled label={t('Target')}>
            <Select
              label={t('Target')}
              value={target}
              options={options(undefined)}
              onChange={chooseLineTarget}
            />
          </Labelled>
          <Labelled label={t('Feature')}>
            <Select
              label={t('Feature')}
              value={feature}
              options={options(target)}
              onChange={(value) => choose({ feature: value })}
            />
          </Labelled>
        </>
      }
    >
      {answer.failure && <FailureLine failure={answer.failure} takeAction={port.takeAction} />}
      {answer.fit && <RegressionFigure profile={profile} fit={answer.fit} />}
    </Section>
  );
}

function Labelled({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <span class="labelled">
      <span aria-hidden="true">{label}</span>
      {children}
    </span>
  );
}

interface RegressionAnswer {
  readonly fit?: RegressionFit;
  readonly failure?: FailureMessage;
}

/** Asks the host for the line of the current choice; a newer choice aborts the older question. */
function useRegression(
  port: Port<DataContract>,
  profile: Profile,
  { numericTarget: target, feature }: Choice,
): RegressionAnswer {
  const [answer, setAnswer] = useState<RegressionAnswer>({});
  const isSample = profile.shown.kind === 'sample';
  useEffect(() => {
    if (isSample || target === undefined || feature === undefined) return;
    const stop = new AbortController();
    port.request('regression', { target, feature }, { signal: stop.signal }).then(
      (fit) => setAnswer({ fit }),
      (reason: unknown) => {
        const failure = failureOf(reason);
        if (failure !== undefined) setAnswer({ failure });
      },
    );
    return () => stop.abort();
  }, [port, profile, target, feature]);
  return answer;
}

function RegressionFigure({ profile, fit }: { readonly profile: Profile; readonly fit: RegressionFit }) {
  const content = useMemo(() => {
    const points = pointsOf(profile, fit.feature, fit.target);
    return {
      panels: [{ draw: linePicture(fit, points), height: 320, yLabel: fit.target }],
      twin: {
        columns: [
          { label: t('What') },
          ...[fit.feature, fit.target, t('Band from'), t('Band to')].map((label) => ({
            label,
            numeric: true,
          })),
        ],
        rows: [
          ...points.map(({ row, x, y }) => [
            t('row {0}', fixed(row)),
            written(x, full),
            written(y, full),
            '–',
            '–',
          ]),
          ...fit.band.map((at) => [
            t('line'),
            ...[at.x, at.fit, at.low, at.high].map((value) => written(value, full)),
          ]),
        ],
      },
      caption: captionOf(fit, profile, points.length),
    };
  }, [profile, fit]);
  return <Figure testId="regression" title={titleOf(fit)} {...content} />;
}

const axisSteps = 10;

const linePicture = (fit: RegressionFit, points: readonly Point[]) =>
  cloudPicture(
    { x: fit.feature, y: fit.target },
    { dates: { x: false, y: false }, line: fit, cloud: { kind: 'points', points } },
    axisSteps,
  );

function titleOf({ target, feature, slope, slopeInterval: [low, high] }: RegressionFit): string {
  if (low <= 0 && high >= 0)
    return t('{0} has no clear linear relation with {1}: the slope may be 0', target, feature);
  const size = significant(Math.abs(slope));
  return slope > 0
    ? t('{0} rises by about {1} per unit of {2}', target, size, feature)
    : t('{0} falls by about {1} per unit of {2}', target, size, feature);
}

function captionOf(fit: RegressionFit, { points }: Profile, drawnCount: number): string {
  const sign = fit.slope < 0 ? '−' : '+';
  const [low, high] = fit.slopeInterval;
  const sentences = [
    t(
      '{0} = {1} {2} {3} × {4}, least squares over all {5} rows.',
      fit.target,
      significant(fit.intercept, 5),
      sign,
      significant(Math.abs(fit.slope)),
      fit.feature,
      fixed(fit.rowCount),
    ),
    t('95\u00a0% interval of the slope: {0} to {1}.', significant(low), significant(high)),
    t('R²\u00a0{0}, r {1}.', fixed(fit.r ** 2, 3), fixed(fit.r, 3)),
    t('Shaded: 95\u00a0% band of the mean.'),
    t('A trained model will differ: it only sees the training rows.'),
  ];
  if (drawnCount === 0)
    sentences.push(t('The rows are not drawn because {0} is on another page of columns.', fit.target));
  else if (points.shownCount < points.totalCount)
    sentences.push(t('{0} of {1} rows shown.', fixed(points.shownCount), fixed(points.totalCount)));
  return sentences.join(' ');
}
