// Property tests draw the same examples in every run, so that a run on another machine can be repeated; `npm run test:fuzz` draws new ones.
import fc from 'fast-check';

const asked = Number(process.env['PROPERTY_SEED'] ?? 1);
fc.configureGlobal({ seed: Number.isSafeInteger(asked) ? asked : 1 });
