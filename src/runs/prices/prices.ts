import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { shippedRates } from '../../aws/costs.ts';
import type { RateBook, RegionRates, Use } from '../../aws/costs.ts';
import { isMissing } from '../../files/errors.ts';
import { readJsonFile, writeJsonFile } from '../../files/jsonFiles.ts';

/** A rate that the user typed, in US dollars per instance-hour. */
export interface TypedRate {
  readonly region: string;
  readonly use: Use;
  readonly instanceType: string;
  readonly usdPerHour: number;
}

/** What is known of prices: what the user typed comes before what AWS published, and that before what we ship. */
export interface Prices {
  /** A file that cannot be read counts as missing: what we ship is always there. */
  rates(): Promise<RateBook>;
  /** Keeps the rates of a region, as published. Throws FileFailure. */
  save(region: string, rates: RegionRates): Promise<void>;
  /** Keeps a typed rate; another of the same instance type is replaced. Throws FileFailure. */
  setRate(rate: TypedRate): Promise<void>;
  /**
   * Whether what AWS publishes of the region should be read again: after 30 days without it, and of one window once a day at most, so
   * that a network that is missing is not tried all the time.
   */
  takeRefresh(region: string): Promise<boolean>;
}

const ratesSchema = z.record(z.string(), z.number().check(z.positive()));

const publishedSchema = z.object({
  version: z.literal(1),
  source: z.enum(['price-file', 'pricing-api']),
  publishedOn: z.iso.date(),
  savedAt: z.iso.datetime(),
  hosting: ratesSchema,
  training: ratesSchema,
});

const typedSchema = z.object({
  version: z.literal(1),
  rates: z.array(
    z.object({
      use: z.enum(['hosting', 'training']),
      instanceType: z.string(),
      usdPerHour: z.number().check(z.positive()),
      typedOn: z.iso.date(),
    }),
  ),
});

const dayMs = 24 * 60 * 60 * 1000;

type TypedFile = z.infer<typeof typedSchema>;

/** Prices below a storage folder. The folders of `others`, such as those of other editors, are read only. */
export function openPrices(
  storageFolder: string,
  { others = [], now = Date.now }: { readonly others?: readonly string[]; readonly now?: () => number } = {},
): Prices {
  const folder = join(storageFolder, 'prices');
  const folders = [folder, ...others.map((other) => join(other, 'prices'))];
  const publishedPath = (region: string) => join(folder, `${region}.json`);
  const typedPath = (region: string) => join(folder, 'typed', `${region}.json`);
  let known: { readonly files: string; readonly book: RateBook } | undefined;
  /** When this window last read a region, or began to. */
  const triedAtMs = new Map<string, number>();
  const today = () => new Date(now()).toISOString().slice(0, 10);
  return {
    async rates() {
      const files = JSON.stringify(await Promise.all(folders.map(filesOf)));
      if (known?.files !== files) known = { files, book: await readBook(folders) };
      return known.book;
    },
    async save(region, { source, publishedOn, hosting, training }) {
      const savedAt = new Date(now()).toISOString();
      await writeJsonFile(publishedPath(region), {
        version: 1,
        source,
        publishedOn,
        savedAt,
        hosting,
        training,
      });
    },
    async setRate({ region, use, instanceType, usdPerHour }) {
      const before = (await readJsonFile(typedPath(region), typedSchema))?.rates ?? [];
      const others = before.filter((one) => one.use !== use || one.instanceType !== instanceType);
      const rates = [{ use, instanceType, usdPerHour, typedOn: today() }, ...others];
      await writeJsonFile(typedPath(region), { version: 1, rates } satisfies TypedFile);
    },
    async takeRefresh(region) {
      const nowMs = now();
      if (nowMs - (triedAtMs.get(region) ?? -Infinity) < dayMs) return false;
      triedAtMs.set(region, nowMs);
      const file = await readOrMissing(publishedPath(region), publishedSchema);
      return file === undefined || nowMs - Date.parse(file.savedAt) > 30 * dayMs;
    },
  };
}

/** Names of the files of a folder, with what changes when they are replaced. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const places = [folder, join(folder, 'typed')];
  const files = await Promise.all(
    places.map(async (place) =>
      (await regionsIn(place)).map(async (region) => {
        const found = await stat(join(place, `${region}.json`)).catch(() => undefined);
        return `${place}/${region} ${found?.ino} ${found?.mtimeMs} ${found?.size}`;
      }),
    ),
  );
  return Promise.all(files.flat());
}

async function regionsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return names.flatMap((name) => /^([a-z]{2}(?:-[a-z]+)+-\d)\.json$/.exec(name)?.[1] ?? []).toSorted();
}

type Layer = readonly [region: string, rates: RegionRates];

async function readBook(folders: readonly string[]): Promise<RateBook> {
  const typed: Layer[] = [];
  const published: Layer[] = [];
  for (const folder of folders) {
    const typedFolder = join(folder, 'typed');
    for (const region of await regionsIn(typedFolder)) {
      const file = await readOrMissing(join(typedFolder, `${region}.json`), typedSchema);
      for (const rate of file?.rates ?? []) typed.push([region, asRegionRates(rate)]);
    }
    for (const region of await regionsIn(folder)) {
      const file = await readOrMissing(join(folder, `${region}.json`), publishedSchema);
      if (file !== undefined) published.push([region, file]);
    }
  }
  // Of several editors the one that looked last knows best.
  published.sort(([, a], [, b]) => b.publishedOn.localeCompare(a.publishedOn));
  const shipped = Object.entries(shippedRates).flatMap(([region, all]) =>
    all.map((rates): Layer => [region, rates]),
  );
  const book: Record<string, RegionRates[]> = {};
  for (const [region, rates] of [...typed, ...published, ...shipped]) (book[region] ??= []).push(rates);
  return book;
}

const asRegionRates = ({
  use,
  instanceType,
  usdPerHour,
  typedOn,
}: TypedFile['rates'][number]): RegionRates => ({
  hosting: use === 'hosting' ? { [instanceType]: usdPerHour } : {},
  training: use === 'training' ? { [instanceType]: usdPerHour } : {},
  source: 'typed',
  publishedOn: typedOn,
});

const readOrMissing = async <T>(path: string, schema: z.ZodMiniType<T>): Promise<T | undefined> =>
  readJsonFile(path, schema).catch(() => undefined);
