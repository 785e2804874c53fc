import { explainWith } from './explanations/explainWith.ts';
import { ofAws } from './explanations/ofAws.ts';
import { ofDenied } from './explanations/ofDenied.ts';
import { ofChecks } from './explanations/ofChecks.ts';
import { ofData } from './explanations/ofData.ts';
import { ofFiles } from './explanations/ofFiles.ts';
import { ofLearner } from './explanations/ofLearner.ts';
import { ofRuns } from './explanations/ofRuns.ts';
import { ofS3 } from './explanations/ofS3.ts';
import { ofSignIn } from './explanations/ofSignIn.ts';
import { ofStudies } from './explanations/ofStudies.ts';
import type { Explanations } from './explanations/types.ts';

const explanations: Explanations = {
  ...ofData,
  ...ofFiles,
  ...ofAws,
  ...ofDenied,
  ...ofLearner,
  ...ofRuns,
  ...ofChecks,
  ...ofS3,
  ...ofSignIn,
  ...ofStudies,
};

/** Message and remedies of every failure. */
export const explain = explainWith(explanations);
