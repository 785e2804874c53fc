import type { Theme } from './theme.ts';

/** Pictures for paper and mail, whatever the editor's theme is: dark on white. */
export const printTheme: Theme = {
  background: '#ffffff',
  foreground: '#1f2328',
  quiet: '#57606a',
  grid: '#eaeef2',
  axis: '#afb8c1',
  reference: '#6e7781',
  blue: '#0969da',
  orange: '#bc4c00',
  tooltipBackground: '#ffffff',
  tooltipBorder: '#d0d7de',
  highContrast: false,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
};
