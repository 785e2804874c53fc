import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

interface TerminalOptions {
  readonly shellPath: string;
  readonly shellArgs: string[];
}

/** Runs the program of its options with their arguments, without a shell, as a terminal of VS Code does. */
class FakeTerminal {
  readonly options: TerminalOptions;
  exitStatus: { readonly code: number | undefined } | undefined;
  private readonly child: ChildProcess;
  constructor(options: TerminalOptions) {
    this.options = options;
    this.child = spawn(options.shellPath, options.shellArgs, { stdio: 'ignore' });
    this.child.on('close', (code) => {
      this.exitStatus = { code: code ?? undefined };
      for (const listener of closingListeners) listener(this);
    });
  }
  show() {
    terminals.push(this);
  }
  dispose() {
    this.child.kill();
  }
}

const closingListeners = new Set<(terminal: FakeTerminal) => void>();
/** Those that were shown. */
export const terminals: FakeTerminal[] = [];

export const createTerminal = (options: TerminalOptions): FakeTerminal => new FakeTerminal(options);

export function onDidCloseTerminal(listener: (terminal: FakeTerminal) => void): { dispose(): void } {
  closingListeners.add(listener);
  return { dispose: () => void closingListeners.delete(listener) };
}
