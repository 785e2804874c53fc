// `npm run package`: the VSIX, as `npm start` installs and the release publishes it; `-- --target linux-x64` for one platform.
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { packageVsix } from './vsix.mjs';

const { values } = parseArgs({ options: { target: { type: 'string' } } });
const suffix = values.target === undefined ? '' : `-${values.target}`;
const file = join(import.meta.dirname, '..', `linear-learner-sagemaker${suffix}.vsix`);
await packageVsix(process.execPath, file, values.target);
console.log(file);
