// Writes src/local/protocols/models: what the embedded server knows of each operation it serves, taken from botocore's service
// models. `served.json` there names the operations, and the members of structures that are refused.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { clientPackages } from './peerClients.mjs';
import { pythonWith } from './python.mjs';
import { root } from './toolchain.mjs';

const python = pythonWith(clientPackages, 'clients');
if (python === undefined) throw new Error('Python is missing');
const { stdout } = spawnSync(python, ['-c', 'import botocore; print(botocore.__path__[0])']);
const data = join(String(stdout).trim(), 'data');
const folder = join(root, 'src/local/protocols/models');
const served = JSON.parse(readFileSync(join(folder, 'served.json'), 'utf8'));

for (const [service, { operations, refused }] of Object.entries(served)) {
  const model = reduced(modelOf(service), operations, refused);
  writeFileSync(join(folder, `${service}.json`), `${JSON.stringify(model)}\n`);
}

function modelOf(service) {
  const newest = readdirSync(join(data, service)).toSorted().at(-1);
  return JSON.parse(gunzipSync(readFileSync(join(data, service, newest, 'service-2.json.gz'))).toString());
}

function reduced({ operations: all, shapes: every }, operations, refused) {
  const shapes = {};
  const visit = (name) => {
    if (shapes[name] !== undefined) return;
    const { type, required, members = {}, member, key, value, enum: values, pattern, min, max } = every[name];
    const left = new Set(refused[name]);
    const kept = Object.entries(members)
      .filter(([one]) => !left.has(one))
      .map(([one, { shape }]) => [one, shape]);
    if (left.size + kept.length !== Object.keys(members).length && type === 'structure')
      throw new Error(`served.json refuses members that ${name} does not have`);
    const shape = { type, required, enum: values, pattern, min, max };
    if (type === 'structure') shape.members = Object.fromEntries(kept);
    for (const [part, of] of Object.entries({ member, key, value })) if (of) shape[part] = of.shape;
    shapes[name] = shape;
    for (const next of [...kept.map(([, of]) => of), member?.shape, key?.shape, value?.shape])
      if (next !== undefined) visit(next);
  };
  const unknown = Object.keys(refused).filter((name) => every[name] === undefined);
  if (unknown.length > 0)
    throw new Error(`served.json names shapes that do not exist: ${unknown.join(', ')}`);
  const inputs = {};
  const outputs = {};
  for (const name of operations) {
    const { input, output } = all[name];
    inputs[name] = input.shape;
    visit(input.shape);
    if (name.startsWith('Describe')) outputs[name] = Object.keys(every[output.shape].members);
  }
  return { inputs, outputs, shapes };
}
