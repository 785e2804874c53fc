import { Fragment } from 'preact';
import type { ComponentChildren } from 'preact';
import { CopyButton } from './CopyButton.tsx';
import { t } from '../language/language.ts';

export interface DefinitionRow {
  readonly term: string;
  readonly value: ComponentChildren;
  /** Text that a copy button beside the value copies. */
  readonly copy?: string;
}

export function DefinitionRows({ rows }: { readonly rows: readonly DefinitionRow[] }) {
  return (
    <dl class="dl">
      {rows.map(({ term, value, copy }) => (
        <Fragment key={term}>
          <dt>{term}</dt>
          <dd>
            {copy === undefined ? (
              value
            ) : (
              <span class="copy">
                <span class="v">{value}</span>
                <CopyButton text={copy} label={t('Copy {0}', term)} />
              </span>
            )}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}
