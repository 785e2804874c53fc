/** Positions and sizes of a thread's arrays: the fields of `Places` in `kernel.as.ts`, in the same order. */
export const placeFields = [
  'loss',
  'rows',
  'features',
  'width',
  'batchBytes',
  'groups',
  'classes',
  'hasBias',
  'narrow',
  'weights',
  'gradients',
  'first',
  'second',
  'scores',
  'trainLosses',
  'validationLosses',
  'trainSettings',
  'validationSettings',
  'steps',
  'rates',
] as const;

export type WorkerPlaces = Readonly<Record<(typeof placeFields)[number], number>>;

export function writePlaces(memory: WebAssembly.Memory, at: number, places: WorkerPlaces): void {
  const numbers = new Int32Array(memory.buffer, at, placeFields.length);
  for (const [index, field] of placeFields.entries()) numbers[index] = places[field];
}

export function readPlaces(memory: ArrayBufferLike, at: number): WorkerPlaces {
  const numbers = new Int32Array(memory, at, placeFields.length);
  // SAFETY: there is one entry per field.
  return Object.fromEntries(placeFields.map((field, index) => [field, numbers[index] ?? 0])) as WorkerPlaces;
}
