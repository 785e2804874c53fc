import { below, seeded } from './random.ts';
import { fuzzedRequest, fuzzedUpload } from './requests.ts';
import { exchange, hangUp } from './wire.ts';
import type { Address, Credentials } from './wire.ts';

export interface FuzzOptions {
  readonly address: Address;
  readonly credentials: Credentials;
  readonly seed: number;
  readonly requestCount: number;
  readonly uploadCount: number;
}

/** What must not happen; `index` and the seed make it again. */
interface Finding {
  readonly index: number;
  readonly what: 'unanswered' | 'closed' | 'internal error';
  /** The start of the request. */
  readonly request: string;
}

export interface FuzzResult {
  /** How many requests were answered with a status, or closed without an answer because they were cut off. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly abortedUploads: number;
  readonly findings: readonly Finding[];
}

const timeoutMs = 10_000;
const atOnce = 8;
const uploadSeeds = 1_000_000;
/** Requests have seeds beside each other; those of other runs are far away. */
const spread = (seed: number) => Math.imul(seed, 0x9e3779b1);

/** Sends fuzzed requests and uploads that hang up at a random byte, each made from a seed of its own. */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { address, credentials } = options;
  const seed = spread(options.seed);
  const outcomes = new Map<string, number>();
  const findings: Finding[] = [];
  await inParallel(options.requestCount, async (index) => {
    const { bytes, isCut } = fuzzedRequest(seeded(seed + index), credentials);
    const outcome = await exchange(address, bytes, { isCut, timeoutMs });
    const name = outcome.kind === 'answered' ? String(outcome.status) : outcome.kind;
    outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
    const isWrong = name === '500' || name === 'unanswered' || (name === 'closed' && !isCut);
    if (!isWrong) return;
    const what = name === '500' ? 'internal error' : name === 'closed' ? 'closed' : 'unanswered';
    findings.push({ index, what, request: bytes.subarray(0, 600).toString('latin1') });
  });
  await inParallel(options.uploadCount, async (index) => {
    const random = seeded(seed + uploadSeeds + index);
    const bytes = fuzzedUpload(random, credentials);
    await hangUp(address, bytes.subarray(0, below(random, bytes.length)), random() < 0.5);
  });
  return { outcomes, abortedUploads: options.uploadCount, findings };
}

async function inParallel(count: number, act: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let index = next; index < count; index = next) {
      next += 1;
      await act(index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
