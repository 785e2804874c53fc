import { explainWith } from './explanations/explainWith.ts';
import { ofAws } from './explanations/ofAws.ts';
import { ofFiles } from './explanations/ofFiles.ts';
import { ofRuns } from './explanations/ofRuns.ts';

/** Message and remedies of what can fail between us and a service, for what is shown before anything is clicked. */
export const explainService = explainWith({ ...ofFiles, ...ofAws, ...ofRuns });
