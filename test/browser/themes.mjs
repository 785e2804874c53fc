/** The themes every page is looked at in; `id`: in the settings. */
export const themes = [
  { name: 'dark', label: 'Dark Modern', id: 'Default Dark Modern', className: 'vs-dark' },
  { name: 'hc', label: 'Dark High Contrast', id: 'Default High Contrast', className: 'hc-black' },
  { name: 'light', label: 'Light Modern', id: 'Default Light Modern', className: 'vs' },
  {
    name: 'hc-light',
    label: 'Light High Contrast',
    id: 'Default High Contrast Light',
    className: 'hc-light',
  },
];

export async function setTheme(w, { label, className }) {
  await w.command('Preferences: Color Theme');
  await w.choose(label);
  await w.page.locator(`.monaco-workbench.${className}`).waitFor();
}
