import type { ArtifactFacts } from '../../../data/shapes/recordFiles.ts';
import { CopyButton } from '../../kit/controls/CopyButton.tsx';
import { DefinitionRows } from '../../kit/controls/DefinitionRows.tsx';
import { Section } from '../../kit/controls/Section.tsx';
import { t } from '../../kit/language/language.ts';
import { bytes } from '../../kit/language/numbers.ts';

/** The files of the artifact, the shapes of its arrays, and its JSON. */
export function ArtifactParts({ facts: { files, arrays, parts } }: { readonly facts: ArtifactFacts }) {
  return (
    <Section id="parts" title={t('Contents')}>
      <DefinitionRows
        rows={[
          ...files.map(({ name, sizeBytes }) => ({ term: name, value: bytes(sizeBytes) })),
          ...arrays.map(({ name, shape }) => ({ term: name, value: shape.join(' × ') })),
        ]}
      />
      {parts.map(({ name, text, isCut }) => (
        <details key={name}>
          <summary>{isCut ? t('{0}, truncated', name) : name}</summary>
          <div class="part">
            <CopyButton text={text} label={t('Copy {0}', name)} />
            <pre tabIndex={0} aria-label={name}>
              {text}
            </pre>
          </div>
        </details>
      ))}
    </Section>
  );
}
