// Sections of bench/RESULTS.md that are measured on their own.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './toolchain.mjs';

const results = join(root, 'bench', 'RESULTS.md');
const allResults = () => (existsSync(results) ? readFileSync(results, 'utf8') : '# Benchmarks\n');

/** The section under a heading; '' where there is none. */
export function sectionOf(heading, text = allResults()) {
  const from = text.indexOf(`\n${heading}\n`);
  if (from < 0) return '';
  const to = text.indexOf('\n## ', from + heading.length);
  return text.slice(from + 1, to < 0 ? text.length : to + 1);
}

/** All results, with another section under this heading: in its place, or before that of data. */
export function withSection(heading, section) {
  const text = allResults();
  const old = sectionOf(heading, text);
  const gap = old.endsWith('\n\n') ? '\n' : '';
  if (old !== '') return text.replace(old, () => `${section.trimEnd()}\n${gap}`);
  const at = text.indexOf('\n## Data\n');
  return at < 0
    ? `${text.trimEnd()}\n\n${section}`
    : `${text.slice(0, at + 1)}${section}\n${text.slice(at + 1)}`;
}
