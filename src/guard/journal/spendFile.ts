import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appendText } from '../../files/appendText.ts';
import { fileFailure, isMissing } from '../../files/errors.ts';
import { makeFolder, realFileSystem } from '../../files/writeFiles.ts';
import { spendLineSchema } from '../spend/spendLine.ts';
import type { SpendLine } from '../spend/spendLine.ts';

interface SpendContents {
  /** Of what ended, in the order in which it was recorded; no resource twice. */
  readonly lines: readonly SpendLine[];
  /** How many lines cannot be read. */
  readonly unreadable: number;
}

/** What has ended, a line of JSON each. Lines are only ever appended, so that windows and machines' clocks lose none. */
export interface SpendFile {
  read(): Promise<SpendContents>;
  /** Once it resolves, the line survives a power cut. */
  append(line: SpendLine): Promise<void>;
}

export function openSpendFile(folder: string): SpendFile {
  const path = join(folder, 'spend.jsonl');
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        if (isMissing(error)) return '';
        throw fileFailure(path, error);
      });
      const parsed = text.split('\n').flatMap((line) => (line === '' ? [] : [parseLine(line)]));
      const known = parsed.filter((line) => line !== undefined);
      return { lines: firstOfEach(known), unreadable: parsed.length - known.length };
    },
    async append(line) {
      await makeFolder(folder, { mode: 0o700 });
      // A line that a power cut has left unfinished must not swallow this one.
      await appendText(path, `\n${JSON.stringify(line)}\n`, { mode: 0o600, syncs: true });
      await realFileSystem.syncFolder(folder);
    },
  };
}

function parseLine(text: string): SpendLine | undefined {
  try {
    const parsed = spendLineSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Two windows may record the same end. */
function firstOfEach(lines: readonly SpendLine[]): readonly SpendLine[] {
  const byResource = new Map<string, SpendLine>();
  for (const line of lines) {
    const key = keyOf(line);
    if (!byResource.has(key)) byResource.set(key, line);
  }
  return [...byResource.values()];
}

const keyOf = ({ kind, connectionId, account, name, startedAtMs }: SpendLine) =>
  [kind, connectionId, account?.accountId, account?.region, name, startedAtMs].join('\n');
