// A process that runs a study and can be killed: prints the index of each trial that is on record.
import { createEngine } from '../../src/data/engine/client.ts';
import { openStudies } from '../../src/studies/studies.ts';

const [, , storageFolder = '', engineModulePath = '', jobModulePath = '', studyId = ''] = process.argv;
const studies = openStudies({
  storageFolder,
  openEngine: () => createEngine(engineModulePath),
  jobModulePath,
});
await studies.run(studyId, {
  signal: new AbortController().signal,
  onTrial: ({ index }) => void process.stdout.write(`${index}\n`),
  onProgress: () => undefined,
});
