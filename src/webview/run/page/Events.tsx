import { useEffect, useState } from 'preact/hooks';
import type { ReadableEvent, RunContract } from '../contract.ts';
import { Icon } from '../../kit/controls/controls.tsx';
import type { Tone } from '../../kit/controls/controls.tsx';
import { useFailures } from '../../kit/page/failures.ts';
import { t } from '../../kit/language/language.ts';
import { FailureLine } from '../../kit/controls/MessageLine.tsx';
import { clock, fixed, significant } from '../../kit/language/numbers.ts';
import type { Port } from '../../kit/page/port.ts';
import { Segmented } from '../../kit/controls/Segmented.tsx';
import { epochSentence } from './epochs.ts';
import type { RunProps } from './runProps.ts';

/** What happened, in plain words and newest first, or the log as the container wrote it. */
export function Events({ state, port, choices }: RunProps) {
  const raw = choices.value.raw ?? false;
  return (
    <>
      <div class="sh events-head">
        <h2>{t('Events')}</h2>
        <Segmented
          label={t('Event view')}
          options={[
            { value: 'readable', label: t('Readable') },
            { value: 'raw', label: t('Raw log') },
          ]}
          value={raw ? 'raw' : 'readable'}
          onChange={(value) => (choices.value = { ...choices.value, raw: value === 'raw' })}
        />
      </div>
      <p class="unseen" aria-live="polite">
        {epochSentence(state)}
      </p>
      {state.logFailure !== undefined && (
        <FailureLine failure={state.logFailure} takeAction={port.takeAction} />
      )}
      {raw ? <RawLog port={port} lineCount={state.logLineCount} /> : <Readable events={state.events} />}
    </>
  );
}

/** As many as the host sends. */
const mostEvents = 200;

function Readable({ events }: { readonly events: readonly ReadableEvent[] }) {
  return (
    <ul class="events" tabIndex={0} aria-label={t('Events')}>
      {events.map(({ at, event }, index) => {
        const { icon, tone, text, detail } = looksOf(event);
        return (
          <li key={`${at}${events.length - index}`}>
            <time class="q num" dateTime={at}>
              {clock(at)}
            </time>
            <Icon name={icon} tone={tone} />
            <span>
              {text} {detail !== undefined && <span class="q">{detail}</span>}
            </span>
          </li>
        );
      })}
      {events.length >= mostEvents && <li class="q">{t('Earlier events are in the raw log.')}</li>}
    </ul>
  );
}

interface Looks {
  readonly icon: string;
  readonly tone: Tone;
  readonly text: string;
  readonly detail?: string;
}

function looksOf(event: ReadableEvent['event']): Looks {
  switch (event.kind) {
    case 'improved':
      return {
        icon: 'arrow-down',
        tone: 'ok',
        text: t('Epoch {0}: loss improved', event.epoch + 1),
        detail: lossText(event),
      };
    case 'no-gain':
      return {
        icon: 'dash',
        tone: 'q',
        text:
          event.inARow === undefined
            ? t('Epoch {0}: no improvement', event.epoch + 1)
            : t('Epoch {0}: no improvement for {1} epochs', fixed(event.epoch + 1), fixed(event.inARow)),
        detail: lossText(event),
      };
    case 'early-stop':
      return { icon: 'debug-stop', tone: 'info', text: t('No improvement for too long: stopping early') };
    case 'status':
      return { icon: 'circle-small', tone: 'q', text: `${event.status}:`, detail: event.message };
  }
}

function lossText({ loss, model }: { readonly loss?: number; readonly model?: number }): string {
  if (loss === undefined) return '';
  return model === undefined ? significant(loss) : t('{0}, model {1}', significant(loss), model + 1);
}

/** The log as it grows: each time only what is not here yet. */
function RawLog({ port, lineCount }: { readonly port: Port<RunContract>; readonly lineCount: number }) {
  const [lines, setLines] = useState<readonly string[]>([]);
  const { failure, run } = useFailures();
  const from = lines.length;
  useEffect(() => {
    if (lineCount <= from) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    run(port.request('rawLog', { from }, { signal }).then((answer) => setLines([...lines, ...answer.lines])));
    return () => controller.abort();
  }, [lineCount, from]);
  return (
    <>
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      <pre class="raw" role="region" tabIndex={0} aria-label={t('Raw log')}>
        {lines.length > 0 ? lines.join('\n') : lineCount > 0 ? t('Reading the log…') : t('No log lines yet.')}
      </pre>
    </>
  );
}
