import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type { StudyPlan, StudyRecord } from '../../../data/shapes/study.ts';
import { inBackground } from '../../../platform/background.ts';
import { isCancelled } from '../../../platform/cancellation.ts';
import { studyFailure } from '../../../studies/errors.ts';
import type { UnreadableStudy } from '../../../studies/records.ts';
import type { Studies, Study } from '../../../studies/studies.ts';
import type { FailureMessage } from '../../contract/messages.ts';
import { failureMessage } from '../../host/connectPage.ts';
import type { PageServices } from '../../host/statePage.ts';
import type { StudyState } from '../contract.ts';
import type { StudyKind } from '../kinds.ts';
import { startStudy } from './activeStudy.ts';
import type { ActiveStudy } from './activeStudy.ts';
import { factsOf } from './facts.ts';
import type { ExperimentFacts, FactServices } from './facts.ts';
import { readyState } from './state.ts';

export interface BoardServices extends PageServices, FactServices {
  readonly studies: () => Promise<Studies>;
}

/** The studies of one experiment, of which one is shown and one may run. */
export interface Board {
  /** Reads experiment and table, and shows what is known. */
  readonly readAgain: () => Promise<void>;
  /** Reads experiment and table as they are now. */
  freshFacts(signal: AbortSignal): Promise<ExperimentFacts>;
  /** Shows the study with this id; else the one of the kind that runs, or the newest. */
  look(studyId?: string): Promise<void>;
  showKind(kind: StudyKind, proposed?: StudyPlan): Promise<void>;
  /** Runs what is left of a study; resolves once it is shown as running. */
  begin(study: Study): Promise<void>;
  /** Throws 'study-unknown'. */
  requireStudy(studyId: string): Promise<Study>;
  stop(): void;
  dispose(): void;
}

interface BoardOptions {
  readonly experimentPath: string;
  readonly kind: StudyKind;
  readonly show: (state: StudyState) => void;
  /** Aborted when the page is closed. */
  readonly signal: () => AbortSignal;
  /** Calls when the table at a path changes. */
  readonly watch: (tablePath: string, onChanged: () => void) => { dispose(): void };
}

/** A ranking that changes with every trial is sent a few times a second. */
const settleMs = 200;
/** How often the records of a study that another window runs are read. */
const followMs = 500;

export function openBoard(
  services: BoardServices,
  { experimentPath, kind: firstKind, show, signal, watch }: BoardOptions,
): Board {
  const { log, studies } = services;
  const fileName = basename(experimentPath);
  const failures = new Map<string, FailureMessage>();
  let tab = firstKind;
  let proposed: StudyPlan | undefined;
  let facts: ExperimentFacts | undefined;
  let records: readonly StudyRecord[] = [];
  let unreadable: readonly UnreadableStudy[] = [];
  let shown: Study | undefined;
  let active: ActiveStudy | undefined;
  let timer: NodeJS.Timeout | undefined;
  let looks = 0;
  let readings = 0;
  /** Another window's process that runs the shown study. */
  let runner: number | undefined;
  let following: NodeJS.Timeout | undefined;
  let watching: { readonly path: string; dispose(): void } | undefined;

  const draw = () => {
    clearTimeout(timer);
    timer = undefined;
    if (facts === undefined) return;
    const parallel = trialsAtOnce();
    const known = { experimentPath, facts, tab, proposed, records, unreadable, failures, parallel };
    const running = active && {
      studyId: active.studyId,
      kind: active.study().record.plan.kind,
      secondsLeft: active.secondsLeft(),
    };
    const isShown = active !== undefined && active.studyId === shown?.record.studyId;
    const study = isShown ? active?.study() : shown;
    show(readyState({ ...known, running, runner: isShown ? undefined : runner, study }));
  };
  const drawSoon = () => {
    timer ??= setTimeout(draw, settleMs);
  };
  const look = async (wanted?: string) => {
    readings += 1;
    const turn = readings;
    const opened = await studies();
    const listed = await opened.list(experimentPath);
    const unusable = await opened.unreadable();
    const ofKind = listed.filter(({ plan }) => plan.kind === tab);
    const running = ofKind.find(({ studyId }) => studyId === active?.studyId);
    const studyId = wanted ?? running?.studyId ?? ofKind[0]?.studyId;
    // First who runs it: what that process recorded before it ended is then read.
    const found = studyId === undefined ? undefined : await opened.runnerOf(studyId);
    const study = studyId === undefined ? undefined : await opened.read(studyId);
    // Stale: another look has begun.
    if (turn !== readings || signal().aborted) return;
    [records, unreadable, shown, runner] = [listed, unusable, study, found];
    clearTimeout(following);
    if (runner !== undefined) following = setTimeout(() => inBackground(log, () => look(studyId)), followMs);
    draw();
  };
  const onFailed = (error: unknown) => {
    log.error(error instanceof Error ? error : String(error));
    show({ kind: 'failed', fileName, failure: failureMessage(error) });
  };
  const freshFacts = async (abort: AbortSignal) => {
    const found = await factsOf(services, experimentPath, abort);
    facts = found;
    if (watching?.path !== found.datasetPath && !signal().aborted) {
      watching?.dispose();
      const watcher = watch(found.datasetPath, () => inBackground(log, readAgain));
      watching = { path: found.datasetPath, dispose: () => watcher.dispose() };
    }
    return found;
  };
  const readAgain = async () => {
    looks += 1;
    const turn = looks;
    // Stale: the file has changed again.
    const isStale = () => turn !== looks;
    try {
      await freshFacts(signal());
      if (!isStale()) await look(shown?.record.studyId);
    } catch (error) {
      if (!isCancelled(error) && !isStale()) onFailed(error);
    }
  };
  const follow = async ({ ended, studyId }: ActiveStudy) => {
    try {
      await ended;
    } catch (error) {
      const failure = failureMessage(error);
      // The page shows who runs it, and what comes of it.
      if (!isCancelled(error) && failure.code !== 'study-running') failures.set(studyId, failure);
      throw error;
    } finally {
      active = undefined;
      await look(shown?.record.studyId);
    }
  };
  return {
    look,
    freshFacts,
    readAgain,
    async showKind(kind, next) {
      tab = kind;
      proposed = next;
      await look();
    },
    async begin(study) {
      const { studyId } = study.record;
      failures.delete(studyId);
      const started = startStudy(await studies(), study, { signal: signal(), onChange: drawSoon });
      active = started;
      inBackground(log, () => follow(started));
      await look(studyId);
    },
    async requireStudy(studyId) {
      const found = active?.studyId === studyId ? active.study() : await (await studies()).read(studyId);
      if (found === undefined) throw studyFailure('study-unknown', { studyId }, `No study ${studyId}`);
      return found;
    },
    stop: () => active?.stop(),
    dispose() {
      clearTimeout(timer);
      clearTimeout(following);
      watching?.dispose();
    },
  };
}

/** As many as `src/studies` trains at a time. */
const trialsAtOnce = () => Math.max(1, availableParallelism() - 1);
