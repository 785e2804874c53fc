import { t } from '../language/language.ts';

/** Lines of a file around a place, numbered. */
export function Excerpt({
  lines,
}: {
  readonly lines: readonly { readonly line: number; readonly text: string }[];
}) {
  if (lines.length === 0) return null;
  return (
    <pre class="code" role="group" aria-label={t('Lines of the file')}>
      {lines.map(({ line, text }) => `${line}  ${text}`).join('\n')}
    </pre>
  );
}
