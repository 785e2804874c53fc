import '../../kit/base.css';
import './experiment.css';
import type { ExperimentChoices, ExperimentContract } from '../contract.ts';
import { startPage } from '../../kit/startPage.tsx';
import { ExperimentPage } from './ExperimentPage.tsx';

startPage<ExperimentContract, ExperimentChoices>(ExperimentPage, {});
