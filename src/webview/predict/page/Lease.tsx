import type { EndpointKeeper, EndpointLease } from '../contract.ts';
import { Icon } from '../../kit/controls/controls.tsx';
import type { Tone } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { dateTime, duration } from '../../kit/language/numbers.ts';
import { useNow } from '../../kit/page/useNow.ts';

const secondsOfMinute = 60;

/** "52 min left" of a lease, or that there is none. */
export function TimeLeft({ lease }: { readonly lease: EndpointLease }) {
  const now = useNow(secondsOfMinute * 1000);
  switch (lease.kind) {
    case 'unknown':
      return (
        <span>
          <Icon name="question" tone="warn" /> {t('lease unknown: its tags cannot be read')}
        </span>
      );
    case 'none':
      return (
        <span>
          <Icon name="warning" tone="warn" /> {t('no lease: it exists until someone deletes it')}
        </span>
      );
    case 'until': {
      const minutes = Math.round((Date.parse(lease.endsAt) - now) / 1000 / secondsOfMinute);
      return (
        <span class="num" title={t('Lease ends {0}', dateTime(lease.endsAt))}>
          {minutes < 1 ? (
            <>
              <Icon name="warning" tone="warn" /> {t('lease ends now')}
            </>
          ) : (
            t('{0} of the lease left', leftText(minutes))
          )}
        </span>
      );
    }
  }
}

const leftText = (minutes: number): string =>
  minutes < 60 ? t('{0} min', minutes) : duration(minutes * secondsOfMinute);

/** Who deletes an endpoint when its lease ends, and who does not. */
export function Keepers({ keepers }: { readonly keepers: readonly EndpointKeeper[] }) {
  return (
    <div class="endpoint-keepers s">
      <span id="keepers">{t('When the lease ends, it is deleted by:')}</span>
      <ul aria-labelledby="keepers">
        {keepers.map(({ who, state }) => (
          <li key={who}>
            <Icon {...looks[state === 'on' || state === 'unknown' ? state : 'off']} /> {whoText(who)}
            {state !== 'on' && <b>: {whyText(state)}</b>}
          </li>
        ))}
      </ul>
    </div>
  );
}

const looks: Readonly<Record<'on' | 'off' | 'unknown', { readonly name: string; readonly tone: Tone }>> = {
  on: { name: 'check', tone: 'ok' },
  off: { name: 'close', tone: 'warn' },
  unknown: { name: 'question', tone: 'warn' },
};

function whoText(who: EndpointKeeper['who']): string {
  switch (who) {
    case 'embedded-server':
      return t('the embedded server, while it runs and when it starts');
    case 'open-window':
      return t('VS Code, while it is open and signed in');
    case 'next-start':
      return t('VS Code, when it starts');
    case 'aws':
      return t('AWS, even while VS Code is closed');
  }
}

function whyText(state: Exclude<EndpointKeeper['state'], 'on'>): string {
  switch (state) {
    case 'not-yours':
      return t('no, it may be somebody else’s');
    case 'no-schedule':
      return t('no, it has no schedule');
    case 'no-role':
      return t('no, the role of its schedule no longer exists');
    case 'unknown':
      return t('unknown, its schedule cannot be read');
  }
}
