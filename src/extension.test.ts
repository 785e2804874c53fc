import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { Uri } from '../test/fakeVscode.ts';
import { commandIds, commandName } from './contributions/commandIds.ts';
import { activate } from './extension.ts';

/** What is registered or created and not yet disposed of. */
const { alive } = vi.hoisted(() => ({ alive: new Set<string>() }));

vi.mock('vscode', async () => {
  const fake = await import('../test/fakeVscode.ts');
  const held = <T extends object>(name: string, more: T) => {
    alive.add(name);
    return { ...more, dispose: () => void alive.delete(name) };
  };
  const item = { show: () => undefined, hide: () => undefined };
  const log = { error: () => undefined, warn: () => undefined };
  return {
    ...fake,
    window: {
      ...fake.window,
      createOutputChannel: (name: string) => held(`log ${name}`, log),
      createTreeView: (id: string) =>
        held(`tree ${id}`, { onDidChangeVisibility: () => held('visibility', {}) }),
      onDidChangeWindowState: () => held('window state', {}),
      registerFileDecorationProvider: () => held('decorations', {}),
      createStatusBarItem: (id: string) => held(`item ${id}`, item),
      registerWebviewPanelSerializer: (id: string) => held(`serializer ${id}`, {}),
      registerCustomEditorProvider: (id: string) => held(`editor ${id}`, {}),
    },
    commands: { ...fake.commands, registerCommand: (id: string) => held(`command ${id}`, {}) },
    workspace: {
      ...fake.workspace,
      getConfiguration: () => ({ get: () => undefined }),
      onDidChangeConfiguration: () => held('listener', {}),
      registerTextDocumentContentProvider: (scheme: string) => held(`documents ${scheme}`, {}),
    },
  };
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-extension-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the extension registers every command, and leaves nothing behind when it is deactivated', () => {
  const subscriptions: vscode.Disposable[] = [];
  const context = {
    subscriptions,
    globalStorageUri: Uri.file(folder),
    extensionUri: Uri.file('/extension'),
    extension: { packageJSON: { version: '0.1.0' } },
  };
  // SAFETY: activate uses no other part of the context.
  activate(context as unknown as vscode.ExtensionContext);
  const registered = [...alive].filter((name) => name.startsWith('command '));
  expect(registered.toSorted()).toEqual(commandIds.map((id) => `command ${commandName(id)}`).toSorted());
  for (const subscription of subscriptions) subscription.dispose();
  expect([...alive]).toEqual([]);
});
