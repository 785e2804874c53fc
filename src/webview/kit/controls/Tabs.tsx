import { useEffect, useState } from 'preact/hooks';
import { t } from '../language/language.ts';

export interface SectionTab {
  /** The id of the section's element. */
  readonly id: string;
  readonly label: string;
}

/** Links to the sections of one scroll; the one being read is marked. */
export function Tabs({ sections }: { readonly sections: readonly SectionTab[] }) {
  const [current, setCurrent] = useState(sections[0]?.id);
  const ids = sections.map(({ id }) => id).join(' ');
  useEffect(() => {
    const all = ids.split(' ');
    const follow = () => setCurrent(sectionAtTop(all) ?? all[0]);
    window.addEventListener('scroll', follow, { passive: true });
    return () => window.removeEventListener('scroll', follow);
  }, [ids]);
  return (
    <nav class="tabs" aria-label={t('Sections')}>
      {sections.map(({ id, label }) => (
        <a
          key={id}
          href={`#${id}`}
          aria-current={id === current ? 'true' : undefined}
          onClick={(event) => {
            event.preventDefault();
            document.getElementById(id)?.scrollIntoView();
            setCurrent(id);
          }}
        >
          {label}
        </a>
      ))}
    </nav>
  );
}

/** The last section whose top has passed under the tabs. */
function sectionAtTop(ids: readonly string[]): string | undefined {
  const tabsBottom = 48;
  return ids.findLast((id) => {
    const element = document.getElementById(id);
    return element !== null && element.getBoundingClientRect().top <= tabsBottom;
  });
}
