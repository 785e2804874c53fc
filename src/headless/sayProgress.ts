import type { Engine } from '../data/engine/calls.ts';

type Progress = Parameters<NonNullable<NonNullable<Parameters<Engine['profile']>[1]>['onProgress']>>[0];

const words: Readonly<Record<Progress['phase'], string>> = {
  downloading: 'Downloading',
  reading: 'Reading',
  profiling: 'Looking at the columns',
  splitting: 'Splitting',
  fitting: 'Fitting the preparation',
  writing: 'Writing',
  evaluating: 'Evaluating',
  searching: 'Searching',
  sorting: 'Sorting',
};

const steps = 10;

/** Says how far a phase is, at each tenth of it. */
export function sayProgress(say: (text: string) => void): (progress: Progress) => void {
  let said = '';
  return ({ phase, done, total }) => {
    const tenth = Math.min(steps, Math.floor((steps * done) / Math.max(1, total)));
    const text = `${words[phase]}: ${(100 / steps) * tenth} %`;
    if (tenth > 0 && text !== said) say(text);
    said = text;
  };
}
