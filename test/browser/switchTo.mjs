/** Chooses a profile of the shared config, by its name and region, and waits until the window uses it. */
export async function switchTo(w, name, region = 'us-east-1') {
  const label = `${name}@${region}`;
  await w.command('Switch Connection');
  const field = w.page.getByPlaceholder('Where to train and deploy');
  await field.fill(label);
  // Rows move while the list is filtered: a key is sure to reach the one that has the focus.
  await w.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: label }).waitFor();
  await field.press('Enter');
  await w.statusItem(new RegExp(String.raw`^\s*${label}`)).waitFor();
}
