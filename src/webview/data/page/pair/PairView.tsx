import { useEffect, useMemo, useState } from 'preact/hooks';
import { meaningOf } from '../../../../data/findings/meaning.ts';
import type { PairRelation, TargetRanking as Ranking } from '../../../../data/shapes/pairs.ts';
import type { ColumnProfile, Profile } from '../../../../data/shapes/profile.ts';
import type { DataChoices, DataContract } from '../../contract.ts';
import type { FailureMessage } from '../../../contract/messages.ts';
import { Figure } from '../../../kit/charts/Figure.tsx';
import { Select } from '../../../kit/controls/controls.tsx';
import { FailureLine } from '../../../kit/controls/MessageLine.tsx';
import { t } from '../../../kit/language/language.ts';
import { failureOf } from '../../../kit/page/failures.ts';
import type { Port } from '../../../kit/page/port.ts';
import { pairFigure } from './pairPicture.ts';
import { relatedColumns, TargetRanking } from './TargetRanking.tsx';

export const pairViewId = 'pair';

/** Longest list to pick from; other columns are reached through the ranking. */
const mostOptions = 300;

interface PairViewProps {
  readonly profile: Profile;
  readonly target: string | undefined;
  readonly chosen: DataChoices['pair'];
  readonly choosePair: (x: string, y: string) => void;
  readonly port: Port<DataContract>;
}

/** Whether there is more than one pair of numeric columns, which the page already draws elsewhere. */
export function hasPairs({ columns, columnCount, targetRelation }: Profile): boolean {
  if (columns.length < columnCount) return true;
  const others = targetRelation?.associations.some((one) => one !== null && one.kind !== 'pearson') === true;
  return others || columns.filter(isDrawable).length > 2;
}

/** The ranking of columns by their relation with the target, and the chart of one pair. */
export function PairView({ profile, target, chosen, choosePair, port }: PairViewProps) {
  const ranked = useRanking(port, profile, target);
  const names = useMemo(() => columnNames(profile, target, ranked), [profile, target, ranked]);
  const pair = pairOf(names, target, ranked, stillThere(profile, chosen));
  const isSample = profile.shown.kind === 'sample';
  const answer = usePair(port, profile, isSample ? undefined : pair, target);
  if (pair === undefined) return null;
  return (
    <div class={ranked.length === 0 ? 'pair-view' : 'pair-view with-ranking'}>
      {ranked.length > 0 && target !== undefined && (
        <TargetRanking
          target={target}
          rows={ranked}
          chosen={pair.y === target ? pair.x : undefined}
          onChoose={(name) => choosePair(name, target)}
        />
      )}
      <div id={pairViewId}>
        <div class="pair-pickers">
          <Picker
            label={t('Column')}
            value={pair.x}
            names={names}
            other={pair.y}
            onChange={(x) => choosePair(x, pair.y)}
          />
          <Picker
            label={t('With')}
            value={pair.y}
            names={names}
            other={pair.x}
            onChange={(y) => choosePair(pair.x, y)}
          />
        </div>
        {isSample && <p class="q">{t('Relations appear once all rows have been read.')}</p>}
        {answer.failure && <FailureLine failure={answer.failure} takeAction={port.takeAction} />}
        {answer.pair && <PairPictureView pair={answer.pair} isOld={answer.isOld} />}
      </div>
    </div>
  );
}

interface PickerProps {
  readonly label: string;
  readonly value: string;
  readonly names: readonly string[];
  readonly other: string;
  readonly onChange: (name: string) => void;
}

function Picker({ label, value, names, other, onChange }: PickerProps) {
  const options = names.filter((name) => name !== other || name === value);
  return (
    <span class="labelled q s">
      <span aria-hidden="true">{label}</span>
      <Select
        label={label}
        value={value}
        searchable={names.length > 12}
        options={options.map((name) => ({ value: name, label: name }))}
        onChange={onChange}
      />
    </span>
  );
}

function PairPictureView({ pair, isOld }: { readonly pair: PairRelation; readonly isOld: boolean }) {
  const figure = useMemo(() => pairFigure(pair), [pair]);
  if (figure === undefined) return <p class="q">{noPictureWords(pair)}</p>;
  return (
    <div class={isOld ? 'old' : undefined}>
      <Figure testId="pair-picture" {...figure} />
    </div>
  );
}

function noPictureWords({ x, y, picture }: PairRelation): string {
  if (picture.kind !== 'none') return '';
  switch (picture.why) {
    case 'no-measure':
      return t('Relations are not drawn for free text and identifiers: {0}, {1}.', x, y);
    case 'too-many-levels':
      return t('{0} or {1} has more than 1,000 different values, too many to draw.', x, y);
    case 'no-rows':
      return t('No row has both {0} and {1}.', x, y);
  }
}

/** Columns ranked by their relation with the target: from the page if it has all of them, otherwise from the engine. */
function useRanking(
  port: Port<DataContract>,
  profile: Profile,
  target: string | undefined,
): Ranking['related'] {
  const [answer, setAnswer] = useState<{ readonly of: Profile; readonly related: Ranking['related'] }>();
  const isWhole = profile.columns.length === profile.columnCount || profile.shown.kind === 'sample';
  const ofPage = useMemo(() => relatedColumns(profile), [profile]);
  useEffect(() => {
    if (isWhole || target === undefined) return;
    const stop = new AbortController();
    port
      .request('rankRelations', { target }, { signal: stop.signal })
      // On failure, keep the page's own ranking.
      .then(
        ({ related }) => setAnswer({ of: profile, related }),
        () => undefined,
      );
    return () => stop.abort();
  }, [port, profile, isWhole, target]);
  return answer?.of === profile ? answer.related : ofPage;
}

function isDrawable(column: ColumnProfile): boolean {
  switch (meaningOf(column)) {
    case 'integer':
    case 'decimal':
    case 'boolean':
    case 'category':
    case 'date':
      return true;
    case 'text':
    case 'identifier':
    case 'constant':
    case 'empty':
      return false;
  }
}

/** Columns to pick from: the target, then by relation with it, then the page's other columns. */
function columnNames(
  { columns }: Profile,
  target: string | undefined,
  ranked: Ranking['related'],
): readonly string[] {
  const usable = columns.filter(isDrawable);
  const all = [
    ...(target === undefined ? [] : [target]),
    ...ranked.slice(0, mostOptions).map(({ name }) => name),
    ...usable.map(({ name }) => name),
  ];
  return [...new Set(all)];
}

/** The chosen columns, unless the table no longer has them (unknown for a page of a wide table). */
function stillThere({ columns, columnCount }: Profile, chosen: DataChoices['pair']): DataChoices['pair'] {
  const isThere = (name: string) => columns.length < columnCount || columns.some((one) => one.name === name);
  return chosen !== undefined && isThere(chosen.x) && isThere(chosen.y) ? chosen : undefined;
}

/** The pair chosen for this target, or the most closely related column. */
function pairOf(
  names: readonly string[],
  target: string | undefined,
  [closest]: Ranking['related'],
  chosen: DataChoices['pair'],
): { readonly x: string; readonly y: string } | undefined {
  if (chosen !== undefined && chosen.target === target) return chosen;
  if (target !== undefined && closest !== undefined) return { x: closest.name, y: target };
  const [first, second] = names;
  return first === undefined || second === undefined ? undefined : { x: second, y: first };
}

interface PairAnswer {
  readonly pair?: PairRelation;
  readonly failure?: FailureMessage;
  /** Another pair is on its way. */
  readonly isOld: boolean;
}

/** The relation of the chosen pair; a new choice aborts the pending request and keeps the previous chart meanwhile. */
function usePair(
  port: Port<DataContract>,
  profile: Profile,
  wanted: { readonly x: string; readonly y: string } | undefined,
  target: string | undefined,
): PairAnswer {
  const [answer, setAnswer] = useState<Omit<PairAnswer, 'isOld'>>({});
  const { x, y } = wanted ?? {};
  useEffect(() => {
    if (x === undefined || y === undefined) return;
    const stop = new AbortController();
    const request = { x, y, ...(target === undefined ? {} : { target }) };
    port.request('relatePair', request, { signal: stop.signal }).then(
      (pair) => setAnswer({ pair }),
      (reason: unknown) => {
        const failure = failureOf(reason);
        if (failure !== undefined) setAnswer({ failure });
      },
    );
    return () => stop.abort();
  }, [port, profile, x, y, target]);
  if (x === undefined) return { isOld: false };
  return { ...answer, isOld: answer.pair !== undefined && (answer.pair.x !== x || answer.pair.y !== y) };
}
