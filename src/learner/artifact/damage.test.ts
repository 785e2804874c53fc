import { deflateRawSync, gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import fc from 'fast-check';
import { createTarPacker, packTar } from 'modern-tar';
import { expect, test } from 'vitest';
import type { LinearModel } from '../model.ts';
import { readArtifact, writeArtifact } from './artifact.ts';
import { factsFor, tarGzOf } from './artifact.testing.ts';
import { readParams, writeParams } from './params.ts';
import { readZip } from './zip.ts';

const model: LinearModel = { predictorType: 'regressor', weights: Float32Array.of(1, 2), bias: 3 };
const graph = strToU8('{"nodes": [{"op": "dot"}, {"op": "LinearRegressionOutput"}]}');
const mebibyte = 2 ** 20;

/** model_algo-1 with weights of one feature and this many outputs. */
function modelZip(outputs: number, type: string, names: readonly string[] = ['arg:fc0_weight']): Uint8Array {
  const values = new Float32Array(outputs);
  return zipSync(
    {
      'mx-mod-0000.params': writeParams(names.map((name) => ({ name, shape: [1, outputs], values }))),
      'mx-mod-symbol.json': graph,
      'additional-params.json': strToU8(JSON.stringify({ predictor_type: type })),
    },
    { level: 0 },
  );
}

/** With another last bit of the first entry. */
function flipped(zip: Uint8Array): Uint8Array {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const last = 30 + view.getUint16(26, true) + view.getUint16(28, true) + view.getUint32(18, true) - 1;
  return zip.map((byte, index) => (index === last ? byte ^ 1 : byte));
}

/** With the number of entries and the place of the directory left to a ZIP64 record. */
function asZip64(zip: Uint8Array): Uint8Array {
  new DataView(zip.buffer, zip.byteOffset, zip.byteLength).setUint32(zip.length - 6, 0xffffffff, true);
  return zip;
}

/** The declared size of the first entry of a ZIP of one, in its central directory. */
function declaring(zip: Uint8Array, unpackedBytes: number): Uint8Array {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  view.setUint32(view.getUint32(zip.length - 6, true) + 24, unpackedBytes, true);
  return zip;
}

/** The words with which an artifact is refused. */
const refusal = async (bytes: Uint8Array) => {
  const error: unknown = await readArtifact(bytes).catch((error: unknown) => error);
  expect(error).toMatchObject({ code: 'artifact-corrupt' });
  return String(error);
};

/** The first block of a tar of one file. */
async function tarHeaderOf(name: string, size: number): Promise<Uint8Array> {
  const { readable, controller } = createTarPacker();
  const body = controller.add({ name, size });
  const { value = new Uint8Array() } = await readable.getReader().read();
  await body.abort().catch(() => undefined);
  return value;
}

/** A gzip of a tar whose first file declares, and has, 600 MiB of zeros. */
async function bombNamed(name: string): Promise<Uint8Array> {
  const size = 600 * mebibyte;
  const header = await tarHeaderOf(name, size);
  const zeros = gzipSync(new Uint8Array(mebibyte));
  return Buffer.concat([gzipSync(header), ...Array.from({ length: 600 }, () => zeros)]);
}

test('a gzip bomb is refused by the size its tar declares', async () => {
  const bomb = await bombNamed('model_algo-1');
  expect(bomb.length).toBeLessThan(mebibyte);
  expect(await refusal(bomb)).toMatch(/model_algo-1 declares 629145600 bytes; at most 536870912/);
});

test('a gzip bomb beside the model is refused while it unpacks', async () => {
  expect(await refusal(await bombNamed('other'))).toMatch(/unpacks to more than 537919488 bytes/);
});

test('a ZIP entry that declares more than the largest model is refused before it is inflated', async () => {
  const zip = declaring(zipSync({ 'mx-mod-0000.params': new Uint8Array(mebibyte) }), 0xfffffff0);
  expect(await refusal(await tarGzOf({ 'model_algo-1': zip }))).toMatch(
    /mx-mod-0000.params declares 4294967280 bytes; at most 536870912/,
  );
});

test('a ZIP entry that inflates to more than it declares is refused', async () => {
  const zip = declaring(zipSync({ 'mx-mod-0000.params': new Uint8Array(64 * mebibyte) }), 1000);
  expect(await refusal(await tarGzOf({ 'model_algo-1': zip }))).toMatch(
    /unpacks to more than the 1000 bytes it declares/,
  );
});

test('parameters that declare more values than there are bytes are refused', () => {
  const bytes = new Uint8Array(200);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, 0x112n, true);
  view.setBigUint64(16, 1n, true);
  view.setUint32(24, 0xf993fac9, true);
  view.setUint32(32, 2, true);
  for (const size of [2n ** 20n, 2n ** 40n, 2n ** 63n]) {
    view.setBigUint64(36, size, true);
    view.setBigUint64(44, 2n ** 20n, true);
    expect(() => readParams(bytes)).toThrow(/cut short|declares a size/);
  }
  view.setUint32(32, 0xffffffff, true);
  expect(() => readParams(bytes)).toThrow(/cut short|declares a size/);
  view.setBigUint64(16, 2n ** 60n, true);
  expect(() => readParams(bytes)).toThrow(/cut short|declares a size/);
});

test.each([
  ['no model file', { other: new Uint8Array(4) }, /holds no model_algo-1/],
  ['a model file that is not a ZIP', { 'model_algo-1': new Uint8Array(4) }, /not a ZIP/],
  ['no parameters', { 'model_algo-1': zipSync({ 'mx-mod-symbol.json': graph }) }, /no parameters/],
  [
    'no symbol file',
    { 'model_algo-1': zipSync({ 'mx-mod-0000.params': new Uint8Array(4) }) },
    /no symbol file/,
  ],
  [
    'another graph',
    {
      'model_algo-1': zipSync({
        'mx-mod-0000.params': new Uint8Array(4),
        'mx-mod-symbol.json': strToU8('{"nodes": [{"op": "Convolution"}]}'),
      }),
    },
    /not that of a linear model: Convolution/,
  ],
  [
    'two sets of parameters',
    {
      'model_algo-1': zipSync({
        'mx-mod-0000.params': new Uint8Array(4),
        'mx-mod-0001.params': new Uint8Array(4),
        'mx-mod-symbol.json': graph,
      }),
    },
    /holds both mx-mod-0000.params and mx-mod-0001.params/,
  ],
  [
    'two layers',
    {
      'model_algo-1': zipSync({
        'mx-mod-0000.params': new Uint8Array(4),
        'mx-mod-symbol.json': strToU8('{"nodes": [{"op": "dot"}, {"op": "Activation"}, {"op": "dot"}]}'),
      }),
    },
    /not that of a linear model: dot, Activation, dot/,
  ],
  [
    'outputs that its type does not have',
    { 'model_algo-1': modelZip(3, 'regressor') },
    /regressor, and it has 3/,
  ],
  [
    'one output for several classes',
    { 'model_algo-1': modelZip(1, 'multiclass_classifier') },
    /multiclass_classifier, and it has 1/,
  ],
  [
    'an array twice',
    { 'model_algo-1': modelZip(1, 'regressor', ['arg:fc0_weight', 'fc0_weight']) },
    /2 arrays fc0_weight/,
  ],
  ['a flipped bit', { 'model_algo-1': flipped(modelZip(1, 'regressor')) }, /does not match its checksum/],
  ['a ZIP64 file', { 'model_algo-1': asZip64(modelZip(1, 'regressor')) }, /ZIP64/],
])('an artifact with %s is refused with the reason', async (_, files, message) => {
  expect(await refusal(await tarGzOf(files))).toMatch(message);
});

test('a ZIP whose entry is compressed by another method is refused', () => {
  const zip = zipSync({ a: new Uint8Array(deflateRawSync('a')) }, { level: 0 });
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  view.setUint16(view.getUint32(zip.length - 6, true) + 10, 12, true);
  expect(() => readZip(zip, () => 100)).toThrow(/method 12/);
});

test('an artifact with damaged bytes is either read or refused', async () => {
  const artifact = await writeArtifact(model, factsFor(model));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(artifact.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
      fc.nat(artifact.length),
      async (changes, length) => {
        const bytes = artifact.slice();
        for (const [at, value] of changes) bytes[at] = value;
        for (const damaged of [bytes, bytes.subarray(0, length)]) {
          const read: unknown = await readArtifact(damaged).catch((error: unknown) => error);
          if (read instanceof Error) expect(read).toMatchObject({ code: 'artifact-corrupt' });
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('a damaged model file in an artifact is refused', async () => {
  const entries = { 'mx-mod-symbol.json': graph, 'additional-params.json': strToU8('{}') };
  const zip = zipSync({ ...entries, 'mx-mod-0000.params': new Uint8Array(200) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
      async (changes) => {
        const bytes = zip.slice();
        for (const [at, value] of changes) bytes[at] = value;
        const read: unknown = await readArtifact(await tarGzOf({ 'model_algo-1': bytes })).catch(
          (error: unknown) => error,
        );
        expect(read).toMatchObject({ code: 'artifact-corrupt' });
      },
    ),
    { numRuns: 300 },
  );
});

test('an artifact of more files than any is refused while it unpacks', async () => {
  const names = Array.from({ length: 10_001 }, (_, index) => `f${index}`);
  const many = await tarGzOf(Object.fromEntries(names.map((name) => [name, new Uint8Array()])));
  expect(await refusal(many)).toMatch(/more than 10000 files/);
});

test('an artifact with two model files is refused: tools differ in which one they take', async () => {
  const file = { header: { name: 'model_algo-1', size: 1 }, body: new Uint8Array(1) };
  const twice = gzipSync(await packTar([file, file]));
  expect(await refusal(twice)).toMatch(/model_algo-1 twice/);
});
