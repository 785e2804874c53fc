import { studentQuantile, studentTwoSided } from './distributions.ts';
import type { LineFit } from '../shapes/profile.ts';
import { largest, smallest } from '../../learner/extent.ts';

const bandPoints = 41;

/** Ordinary least squares of y on x as scipy.stats.linregress, with the 95 % band of the mean. Needs three pairs and varying x. */
export function linearRegression(x: Float64Array, y: Float64Array): LineFit {
  const n = x.length;
  const meanX = mean(x);
  const meanY = mean(y);
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (let row = 0; row < n; row += 1) {
    const dx = (x[row] ?? 0) - meanX;
    const dy = (y[row] ?? 0) - meanY;
    sxx += dx * dx;
    sxy += dx * dy;
    syy += dy * dy;
  }
  const slope = sxy / sxx;
  const intercept = meanY - slope * meanX;
  const r = syy === 0 ? 0 : Math.max(-1, Math.min(1, sxy / Math.sqrt(sxx * syy)));
  const degrees = n - 2;
  const residual = Math.max(0, syy - slope * sxy) / degrees;
  const standardError = Math.sqrt(residual / sxx);
  const t = studentQuantile(0.05, degrees);
  const low = smallest(x);
  const high = largest(x);
  const band = Array.from({ length: bandPoints }, (_, index) => {
    const at = low + ((high - low) * index) / (bandPoints - 1);
    const fit = intercept + slope * at;
    const margin = t * Math.sqrt(residual * (1 / n + (at - meanX) ** 2 / sxx));
    return { x: at, fit, low: fit - margin, high: fit + margin };
  });
  return {
    rowCount: n,
    slope,
    intercept,
    r,
    pValue: slope === 0 ? 1 : studentTwoSided(slope / standardError, degrees),
    slopeStandardError: standardError,
    slopeInterval: [slope - t * standardError, slope + t * standardError],
    band,
  };
}

const mean = (values: Float64Array) => values.reduce((total, value) => total + value, 0) / values.length;
