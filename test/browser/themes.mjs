/** The themes every page is looked at in. */
export const themes = [
  { name: 'dark', label: 'Dark Modern', className: 'vs-dark' },
  { name: 'hc', label: 'Dark High Contrast', className: 'hc-black' },
  { name: 'light', label: 'Light Modern', className: 'vs' },
  { name: 'hc-light', label: 'Light High Contrast', className: 'hc-light' },
];

export async function setTheme(w, { label, className }) {
  await w.command('Preferences: Color Theme');
  await w.choose(label);
  await w.page.locator(`.monaco-workbench.${className}`).waitFor();
}
