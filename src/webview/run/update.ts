import type { LossCurves, ReadableEvent, RunFacts, RunFollowed, RunUpdate } from './contract.ts';

/** What turns `before` into `after`. */
export function updateBetween(before: RunFollowed, after: RunFollowed): RunUpdate {
  const { curves, events, ...facts } = after;
  const kept = keptEpochs(before.curves, curves);
  return {
    changed: changedFacts(before, facts),
    // SAFETY: the keys of a run without those that are sent apart are the names of facts.
    gone: Object.keys(before).filter((name) => !(name in after)) as (keyof RunFacts)[],
    events: newEvents(before.events, events),
    curves: {
      ...curves,
      kept,
      epochs: curves.epochs.slice(kept),
      losses: curves.losses.map((curve) => curve.slice(kept)),
    },
  };
}

/** The run after `update`, of which `before` is what the page showed. */
export function updated(before: RunFollowed, update: RunUpdate): RunFollowed {
  const { kept, ...curves } = update.curves;
  const known = Object.fromEntries(
    Object.entries(before).filter(([name]) => !update.gone.some((gone) => gone === name)),
  );
  return {
    // SAFETY: what was a run, without facts that may be absent, still is one.
    ...(known as unknown as RunFollowed),
    ...update.changed,
    events: [...update.events.added, ...before.events.slice(0, update.events.kept)],
    curves: {
      ...curves,
      epochs: [...before.curves.epochs.slice(0, kept), ...curves.epochs],
      losses: curves.losses.map((curve, model) => [
        ...(before.curves.losses[model]?.slice(0, kept) ?? []),
        ...curve,
      ]),
    },
  };
}

function changedFacts(before: RunFollowed, facts: Partial<RunFacts>): Partial<RunFacts> {
  const old: Readonly<Record<string, unknown>> = { ...before };
  return Object.fromEntries(
    Object.entries(facts).filter(([name, value]) => JSON.stringify(old[name]) !== JSON.stringify(value)),
  );
}

function keptEpochs(before: LossCurves, after: LossCurves): number {
  if (before.losses.length !== after.losses.length || before.lossOf !== after.lossOf) return 0;
  const same = (index: number) =>
    before.epochs[index] === after.epochs[index] &&
    before.losses.every((curve, model) => Object.is(curve[index], after.losses[model]?.[index]));
  let kept = 0;
  while (kept < before.epochs.length && kept < after.epochs.length && same(kept)) kept += 1;
  return kept;
}

function newEvents(before: readonly ReadableEvent[], after: readonly ReadableEvent[]): RunUpdate['events'] {
  const old = before.map((event) => JSON.stringify(event));
  const now = after.map((event) => JSON.stringify(event));
  let added = 0;
  while (added < now.length && !now.slice(added).every((event, index) => event === old[index])) added += 1;
  return { added: after.slice(0, added), kept: after.length - added };
}
