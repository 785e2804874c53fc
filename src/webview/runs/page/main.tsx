import '../../kit/base.css';
import '../../kit/fullHeight.css';
import './runs.css';
import type { RunsChoices, RunsContract } from '../contract.ts';
import { startPage } from '../../kit/startPage.tsx';
import { RunsPage } from './RunsPage.tsx';

startPage<RunsContract, RunsChoices>(RunsPage, {});
