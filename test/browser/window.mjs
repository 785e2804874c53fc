// What a user does in a VS Code window, in words: the tree, menus, quick picks, dialogs, pages.
export function windowOf(page) {
  const explorerRow = (name) =>
    page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first();
  const treeRow = (text) =>
    page.locator('.sidebar .customview-tree .monaco-list-row', { hasText: text }).first();
  const menuItem = (label) =>
    page.locator('.context-view .monaco-menu .action-item', { hasText: label }).first();
  const runCommand = async (title) => {
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    // A page that takes the focus just then closes the palette again.
    for (let attempt = 1; ; attempt += 1) {
      try {
        // The window takes the key at once, a page that is busy would pass it on late.
        await page.evaluate(() => document.activeElement?.blur());
        await page.keyboard.press('F1');
        await page.locator('.quick-input-widget input').fill(`>${title}`, { timeout: 10_000 });
        await row.click({ timeout: 10_000 });
        return;
      } catch (error) {
        if (attempt === 5) throw error;
        await page.keyboard.press('Escape');
      }
    }
  };
  // A click on the icon of the view that is in front hides it: a window that restores itself may turn one click into that.
  const showView = async (name, row) => {
    for (let attempt = 0; attempt < 5 && !(await row.isVisible()); attempt += 1) {
      // The whole item: a badge may cover its icon.
      await page
        .locator('.activitybar .action-item', { has: page.locator(`a[aria-label^="${name}"]`) })
        .click();
      await row.waitFor({ timeout: 5000 }).catch(() => undefined);
    }
    await row.waitFor();
  };
  const choice = (text) => page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  /** The web page inside the editor that is in front. */
  const content = page
    .frameLocator('iframe.webview.ready:visible')
    .frameLocator('#active-frame')
    .locator('#app');
  return {
    page,
    content,
    explorerRow,
    treeRow,
    statusItem: (text) => page.locator('.statusbar-item', { hasText: text }).first(),
    toast: (text) => page.locator('.notification-toast', { hasText: text }).first(),
    /** Resolves once a message was shown, as a toast or, where VS Code was closing a dialog of its own, behind the bell alone. */
    async told(text) {
      const shown = await page
        .locator('.notification-toast', { hasText: text })
        .first()
        .waitFor({ timeout: 10_000 })
        .then(
          () => true,
          () => false,
        );
      if (shown) return;
      await runCommand('Notifications: Show Notifications');
      await page
        .locator('.notifications-center .notification-list-item', { hasText: text })
        .first()
        .waitFor();
      await runCommand('Notifications: Hide Notifications');
    },
    /** Brings an open editor to the front. */
    async tab(title) {
      const tab = page.locator('.tabs-container .tab', { hasText: title }).last();
      const active = page.locator('.tabs-container .tab.active', { hasText: title });
      // Tabs that a window restores move: the middle of one may become the cross that closes it.
      for (let attempt = 1; attempt <= 5 && !(await active.isVisible()); attempt += 1) {
        await tab.locator('.label-name').click();
        await active.waitFor({ timeout: 5000 }).catch(() => undefined);
      }
      await active.waitFor();
      await content.locator('h1').first().waitFor();
    },
    showFiles: () => showView('Explorer', explorerRow('salary.csv')),
    showTree: () => showView('Linear Learner', treeRow('Endpoints')),
    /** The tree where it has another row than its groups. */
    showTreeOf: (text) => showView('Linear Learner', treeRow(text)),
    async menu(row, label) {
      const item = menuItem(label);
      // A page that takes the focus just then closes the menu again.
      for (let attempt = 1; attempt <= 5 && !(await item.isVisible()); attempt += 1) {
        await row.click({ button: 'right' });
        await item.waitFor({ timeout: 5000 }).catch(() => undefined);
      }
      await item.waitFor();
      // A menu that has only just opened lets go of the click that may have opened it.
      while (await item.isVisible()) {
        await item.click({ timeout: 2000 }).catch(() => undefined);
        await item.waitFor({ state: 'hidden', timeout: 1000 }).catch(() => undefined);
      }
    },
    /** Ends the window and its extension host, and opens it again. */
    async reload() {
      const reloaded = page.waitForEvent('load');
      await runCommand('Developer: Reload Window');
      await reloaded;
    },
    /** Runs a command of the palette by its title. */
    command: runCommand,
    choice,
    choose: (text) => choice(text).click(),
    /** Takes what an input box offers. */
    async accept(prompt) {
      const box = page.locator('.quick-input-widget', { hasText: prompt });
      // The box of the prompt before keeps the focus for a moment.
      await box.locator('input').first().press('Enter');
    },
    /** Answers the dialog that proposes a name for a file. */
    async saveAs(path, suggested) {
      const field = page.locator('.quick-input-widget input').first();
      // The dialog writes the suggested name when it is ready.
      await expectValue(field, suggested);
      await field.fill(path);
      await page.keyboard.press('Enter');
    },
    /** Answers the dialog that asks for a folder: its first Enter may only open the folder that was typed. */
    async chooseFolder(title, path) {
      const dialog = page.locator('.quick-input-widget', { hasText: title });
      const field = dialog.locator('input').first();
      // The dialog writes a folder of its own when it is ready.
      await expectValue(field, '/');
      await field.fill(`${path}/`);
      for (let attempt = 0; attempt < 10 && (await dialog.isVisible()); attempt += 1) {
        await field.press('Enter', { timeout: 2000 }).catch(() => undefined);
        await dialog.waitFor({ state: 'hidden', timeout: 2000 }).catch(() => undefined);
      }
      await dialog.waitFor({ state: 'hidden' });
    },
    /** Drags a row by the mouse to where `go` moves it. */
    async drag(row, go) {
      const { x, y, height } = await row.boundingBox();
      await page.mouse.move(x + 60, y + height / 2);
      await page.mouse.down();
      // Only a pointer that has moved a little drags.
      await page.mouse.move(x + 80, y + height / 2, { steps: 5 });
      await go(async (toX, toY) => {
        await page.mouse.move(toX, toY, { steps: 8 });
      });
      await page.mouse.up();
    },
    /** Presses a copy button of the page and returns what the clipboard then holds. */
    async copied(button) {
      const copier = content.getByRole('button', { name: button, exact: true });
      await copier.click();
      await copier.locator('..').getByText('Copied').waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    },
    /** Takes an option of one of the page's lists. */
    async select(label, option) {
      const list = content.locator(`vscode-single-select[label="${label}"]`);
      await list.click();
      await list.locator('li', { hasText: option }).first().click();
    },
    async answer(button) {
      await page.locator('.monaco-dialog-box .monaco-button', { hasText: button }).first().click();
    },
    /** Resolves once the page has the keyboard's focus, or a control in it. */
    async pageFocused() {
      const frame = await (await content.elementHandle()).ownerFrame();
      await frame.waitForFunction(
        () => document.hasFocus() && document.getElementById('app')?.contains(document.activeElement),
      );
    },
    /** Screenshots of one page in the three themes and in a narrow window. */
    picture: (file) => page.screenshot({ path: file }),
  };
}

/** Resolves once a field ends with a text. */
async function expectValue(field, end) {
  await field.waitFor();
  const handle = await field.elementHandle();
  const frame = await handle.ownerFrame();
  await frame.waitForFunction(([element, text]) => element.value.endsWith(text), [handle, end]);
}
