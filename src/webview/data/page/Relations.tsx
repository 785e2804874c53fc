import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { CorrelationMatrix, Profile } from '../../../data/shapes/profile.ts';
import type { DataChoices, DataContract } from '../contract.ts';
import { Link } from '../../kit/controls/controls.tsx';
import { Figure } from '../../kit/charts/Figure.tsx';
import { written } from '../../kit/charts/twin.ts';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import type { Port } from '../../kit/page/port.ts';
import { Section } from '../../kit/controls/Section.tsx';
import { byRelation, relatedTarget, relation } from './choice.ts';
import type { Choice } from './choice.ts';
import { heatMap } from './heatMap.ts';
import { matrixHeight, mostBesidePairs } from './matrixSize.ts';
import { pairPanels, pairTwin } from './pairs.ts';
import { hasPairs, pairViewId, PairView } from './pair/PairView.tsx';
import { relationTitle } from './relationTitle.ts';

const strongest = 12;
const mostPaired = 4;
/** As many as one request may name. */
const mostRequested = 60;

interface RelationsProps {
  readonly profile: Profile;
  readonly choice: Choice;
  readonly pair: DataChoices['pair'];
  readonly choosePair: (x: string, y: string) => void;
  readonly port: Port<DataContract>;
}

/** Relations with the target, a chart of any pair of columns, and correlations of numeric columns. */
export function Relations({ profile: page, choice, pair, choosePair, port }: RelationsProps) {
  const { target, numericTarget } = choice;
  const [all, setAll] = useState(false);
  const ordered = useMemo(() => byRelation(page, numericTarget), [page, numericTarget]);
  const shown = all ? ordered : ordered.slice(0, strongest);
  const profile = useCorrelations(port, page, shown);
  const withPairs = hasPairs(page);
  const pairs = withPairs && (
    <PairView
      profile={page}
      target={relatedTarget(page, target)}
      chosen={pair}
      choosePair={choosePair}
      port={port}
    />
  );
  if (ordered.length < 2)
    return (
      <Section id="relations" title={t('Relations')}>
        {pairs}
        <p class="q">{t('Correlation needs two numeric columns; this table has {0}.', ordered.length)}</p>
      </Section>
    );
  const pick = (x: string, y: string) => {
    choosePair(x, y);
    document.getElementById(pairViewId)?.scrollIntoView({ block: 'nearest' });
  };
  const drawn = ordered.filter((name) => profile.points.columns.includes(name));
  const about = (
    <>
      <span>{rowsWords(profile)}</span>
      {target !== undefined && target !== numericTarget && (
        <span>{t('{0} is not a number: shown with {1}', target, numericTarget ?? '')}</span>
      )}
      {ordered.length > strongest && (
        <HowMany all={all} count={ordered.length} onToggle={() => setAll(!all)} />
      )}
    </>
  );
  return (
    <Section id="relations" title={t('Relations')} {...(withPairs ? {} : { aside: about })}>
      {pairs}
      {withPairs && <div class="sh-aside q s about-numbers">{about}</div>}
      <div class={shown.length > mostBesidePairs ? 'rel rel-wide' : 'rel'}>
        <HeatMap profile={profile} columns={shown} onPick={pick} />
        <Pairs profile={profile} columns={drawn.slice(0, mostPaired)} total={drawn.length} />
      </div>
    </Section>
  );
}

/** The profile with the correlations of these columns, which the page of a wide table lacks. */
function useCorrelations(port: Port<DataContract>, profile: Profile, names: readonly string[]): Profile {
  const [found, setFound] = useState<{ readonly of: Profile; readonly correlation: CorrelationMatrix }>();
  const isKnown = profile.correlation.columns.length > 0 || names.length < 2;
  const key = names.join('\n');
  useEffect(() => {
    if (isKnown) return;
    const stop = new AbortController();
    port
      .request('correlations', { names: names.slice(0, mostRequested) }, { signal: stop.signal })
      // Without them the relations with the target stay.
      .then(
        (correlation) => setFound({ of: profile, correlation }),
        () => undefined,
      );
    return () => stop.abort();
  }, [port, profile, isKnown, key]);
  return found?.of === profile ? { ...profile, correlation: found.correlation } : profile;
}

interface HowManyProps {
  readonly all: boolean;
  readonly count: number;
  readonly onToggle: () => void;
}

function HowMany({ all, count, onToggle }: HowManyProps) {
  return (
    <>
      {!all && <span>{t('the {0} strongest of {1} columns', strongest, count)}</span>}
      <Link onClick={onToggle}>
        {all ? t('Show the {0} strongest', strongest) : t('Show all {0}', count)}
      </Link>
    </>
  );
}

interface HeatMapProps {
  readonly profile: Profile;
  readonly columns: readonly string[];
  readonly onPick: (x: string, y: string) => void;
}

function HeatMap({ profile, columns, onPick }: HeatMapProps) {
  // Redraws a chart only when its data changes.
  const picked = useRef(onPick);
  picked.current = onPick;
  const [areNumbersShown, setNumbersShown] = useState(true);
  const key = columns.join('\n');
  const content = useMemo(() => {
    const cells = columns.map((a) => columns.map((b) => relation(profile, a, b)));
    return {
      panels: [
        {
          draw: heatMap(columns, cells, setNumbersShown, (x, y) => picked.current(x, y)),
          height: matrixHeight(columns.length),
        },
      ],
      twin: {
        columns: [{ label: t('Column') }, ...columns.map((label) => ({ label, numeric: true }))],
        rows: columns.map((name, index) => [
          name,
          ...(cells[index] ?? []).map((r) => written(r ?? undefined, (value) => fixed(value, 3))),
        ]),
      },
    };
    // The columns are compared by what they are called, not by their array.
  }, [profile, key]);
  const colours = t(
    'Blue: positive correlation. Orange: negative. The stronger the color, the stronger the correlation.',
  );
  return (
    <Figure
      testId="correlation"
      title={relationTitle(profile, columns)}
      caption={areNumbersShown ? `${colours} ${t('Numbers are Pearson’s r.')}` : colours}
      {...content}
    />
  );
}

interface PairsProps {
  readonly profile: Profile;
  readonly columns: readonly string[];
  readonly total: number;
}

function Pairs({ profile, columns, total }: PairsProps) {
  const key = columns.join('\n');
  const content = useMemo(
    () => ({ panels: pairPanels(profile, columns), twin: pairTwin(profile, columns) }),
    // The columns are compared by what they are called, not by their array.
    [profile, key],
  );
  return (
    <Figure
      testId="pairs"
      title={
        columns.length < total
          ? t('Every pair of the {0} columns most correlated with {1}', columns.length, columns[0] ?? '')
          : t('Every pair of columns, and the distribution of each')
      }
      columns={columns.length === 2 ? 2 : columns.length === 3 ? 3 : 4}
      {...thinnedCaption(profile)}
      {...content}
    />
  );
}

function rowsWords({ shown, rowCount }: Profile): string {
  return shown.kind === 'exact'
    ? t('Pearson correlation over all {0} rows', fixed(rowCount))
    : t('Pearson correlation over the first {0} rows', fixed(shown.rows));
}

/** Says so when not every row is drawn. */
function thinnedCaption({ points }: Profile): { caption?: string } {
  if (points.shownCount >= points.totalCount) return {};
  return { caption: t('{0} of {1} rows shown.', fixed(points.shownCount), fixed(points.totalCount)) };
}
