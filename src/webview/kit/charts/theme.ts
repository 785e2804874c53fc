import { signal } from '@preact/signals';
import { mix, standingOut } from './colours.ts';

/** The colours and the font of the pictures, resolved from VS Code's theme. */
export interface Theme {
  readonly background: string;
  readonly foreground: string;
  readonly quiet: string;
  readonly grid: string;
  readonly axis: string;
  /** Reference lines and residual stems. */
  readonly reference: string;
  /** The model, predictions, histograms. */
  readonly blue: string;
  /** The prediction or threshold in focus; negative correlation. */
  readonly orange: string;
  readonly tooltipBackground: string;
  readonly tooltipBorder: string;
  readonly highContrast: boolean;
  readonly fontFamily: string;
}

export const theme = signal(readTheme());

new MutationObserver(() => {
  theme.value = readTheme();
}).observe(document.documentElement, { subtree: false, attributeFilter: ['style', 'class', 'data-theme'] });
new MutationObserver(() => {
  theme.value = readTheme();
}).observe(document.body, { attributeFilter: ['class'] });

function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const variable = (name: string) => style.getPropertyValue(`--vscode-${name}`).trim();
  const background = variable('editor-background') || '#ffffff';
  const foreground = variable('charts-foreground') || variable('foreground') || '#3b3b3b';
  const highContrast = document.body.className.includes('vscode-high-contrast');
  const atLeast = (colour: string, ratio: number) => standingOut(colour, foreground, background, ratio);
  const blue = atLeast(variable('charts-blue') || foreground, highContrast ? 4.5 : 3);
  const { style: own } = document.body;
  // High contrast themes have no orange of charts.
  const ownOrange = variable('charts-orange') || variable('problemsWarningIcon-foreground');
  const orange = atLeast(ownOrange || foreground, highContrast ? 4.5 : 3);
  own.setProperty('--ll-blue', blue);
  own.setProperty('--ll-orange', orange);
  own.setProperty('--ll-ok', atLeast(variable('testing-iconPassed') || foreground, 3));
  return {
    background,
    foreground,
    quiet: highContrast ? foreground : mix(foreground, background, 0.74),
    grid: mix(foreground, background, highContrast ? 0.28 : 0.11),
    axis: mix(foreground, background, highContrast ? 0.8 : 0.34),
    reference: mix(foreground, background, highContrast ? 0.9 : 0.56),
    blue,
    orange,
    tooltipBackground: variable('editorWidget-background') || background,
    tooltipBorder: variable('editorWidget-border') || variable('contrastBorder') || foreground,
    highContrast,
    fontFamily: variable('font-family') || 'sans-serif',
  };
}
