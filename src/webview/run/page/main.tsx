import '../../kit/base.css';
import './run.css';
import './binary/binary.css';
import type { RunChoices, RunContract } from '../contract.ts';
import { updated } from '../update.ts';
import { startPage } from '../../kit/startPage.tsx';
import { RunPage } from './RunPage.tsx';

startPage<RunContract, RunChoices>(RunPage, {}, (state, update) =>
  state.kind === 'run' ? updated(state, update) : state,
);
