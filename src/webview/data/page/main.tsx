import '../../kit/base.css';
import './data.css';
import type { DataChoices, DataContract } from '../contract.ts';
import { startPage } from '../../kit/startPage.tsx';
import { DataPage } from './DataPage.tsx';

startPage<DataContract, DataChoices>(DataPage, {}, (state, { progress }) =>
  state.kind === 'ready' || state.kind === 'loading' ? { ...state, progress } : state,
);
