import '../../kit/base.css';
import './predict.css';
import type { PredictChoices, PredictContract } from '../contract.ts';
import { startPage } from '../../kit/startPage.tsx';
import { PredictPage } from './PredictPage.tsx';

startPage<PredictContract, PredictChoices>(PredictPage, {}, (state, update) =>
  state.kind === 'ready' ? { ...state, ...update } : state,
);
