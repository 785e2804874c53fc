import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { appendText } from '../../files/appendText.ts';
import type { RunMarks } from './history.ts';
import { parsedLine } from './jsonLines.ts';
import { isoTime } from './outcome.ts';
import { damaged, versionOf } from './readRecord.ts';
import type { Read } from './readRecord.ts';

/** One change, a line of marks.jsonl: windows add lines at once, and none overwrites what another has changed. */
const changeSchema = z.object({
  version: z.literal(1),
  title: z.optional(z.string()),
  note: z.optional(z.string()),
  tags: z.optional(z.array(z.string())),
  /** null: not pinned. */
  pinnedAt: z.optional(z.nullable(isoTime)),
});

/** What the user has said about a run. */
export interface Marks {
  readonly title?: string;
  readonly note?: string;
  readonly tags: readonly string[];
  /** ISO 8601; absent: not pinned. */
  readonly pinnedAt?: string;
}

export const noMarks: Marks = { tags: [] };

/** The marks after all changes; a line that was cut off by a crash is no change. */
export function marksOf(text: string): Read<Marks> {
  const lines = text.split('\n');
  let marks = noMarks;
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const change = parsed(line);
    if (change.kind === 'read') marks = changed(marks, change.value);
    // A line that was cut off has no end: the next one begins in its place.
    else if (isNewer(change) || lines[index + 1] === '') return change;
  }
  return { kind: 'read', value: marks };
}

const isNewer = (read: Read<unknown>) => read.kind === 'unreadable' && read.problem.kind === 'newer-version';

function parsed(line: string): Read<z.infer<typeof changeSchema>> {
  const value = parsedLine(line);
  const { data, error } = changeSchema.safeParse(value);
  if (error === undefined) return { kind: 'read', value: data };
  const version = versionOf(value) ?? 0;
  return version > 1
    ? { kind: 'unreadable', problem: { kind: 'newer-version', version } }
    : damaged(error.issues[0]?.path.join('.') ?? '');
}

function changed(before: Marks, { title, note, tags, pinnedAt }: z.infer<typeof changeSchema>): Marks {
  const { title: oldTitle = '', note: oldNote = '', tags: oldTags, pinnedAt: oldPin = null } = before;
  const next = { title: title ?? oldTitle, note: note ?? oldNote };
  const pin = pinnedAt === undefined ? oldPin : pinnedAt;
  return {
    ...(next.title === '' ? {} : { title: next.title }),
    ...(next.note === '' ? {} : { note: next.note }),
    tags: tags ?? oldTags,
    ...(pin === null ? {} : { pinnedAt: pin }),
  };
}

export const marksName = 'marks.jsonl';

/** Tags are edited as one line with commas between them, so none contains a comma or a line break. */
const plainTags = (tags: readonly string[]): readonly string[] => [
  ...new Set(
    tags
      .flatMap((tag) => tag.split(/[,\r\n]/))
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ),
];

/** Adds a change to the marks of the run in this folder. Throws FileFailure. */
export async function addChange(
  folder: string,
  { title, note, tags }: Omit<RunMarks, 'isPinned'>,
  pinnedAt?: string | null,
): Promise<void> {
  const change = {
    version: 1,
    ...(title === undefined ? {} : { title: title.trim() }),
    ...(note === undefined ? {} : { note: note.trim() }),
    ...(tags === undefined ? {} : { tags: plainTags(tags) }),
    ...(pinnedAt === undefined ? {} : { pinnedAt }),
  };
  // It begins with a line break of its own: the line before may have been cut off.
  await appendText(join(folder, marksName), `\n${JSON.stringify(change)}\n`, { mode: 0o600, syncs: true });
  // The time of the folder is by what other windows find changed runs; a longer file in it does not change it.
  const now = new Date();
  await utimes(folder, now, now).catch(() => undefined);
}
