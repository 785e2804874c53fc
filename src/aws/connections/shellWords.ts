import { powershell, shell } from './otherTools.ts';

type ShellKind = 'posix' | 'powershell' | 'cmd';

/** The kind of the user's shell by its path; where that is unknown, the usual one of the platform. */
export function shellKind(path: string, platform: NodeJS.Platform): ShellKind {
  const name = /([^\\/]*?)(?:\.exe)?$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  if (name === 'cmd') return 'cmd';
  if (name === 'pwsh' || name === 'powershell') return 'powershell';
  return name === '' && platform === 'win32' ? 'powershell' : 'posix';
}

/** The words as one command line, those quoted that need it. */
export const commandLine = (kind: ShellKind, words: readonly string[]): string =>
  words.map((word) => (/^[\w./:-]+$/.test(word) ? word : quoted[kind](word))).join(' ');

const quoted: Readonly<Record<ShellKind, (word: string) => string>> = {
  posix: shell,
  powershell,
  // A percent sign begins a variable, also in quotes, unless a caret outside of them comes first.
  cmd: (word) => `"${word.replaceAll('%', '"^%"')}"`,
};
