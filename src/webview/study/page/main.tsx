import '../../kit/base.css';
import './study.css';
import type { StudyChoices, StudyContract } from '../contract.ts';
import { startPage } from '../../kit/startPage.tsx';
import { StudyPage } from './StudyPage.tsx';

startPage<StudyContract, StudyChoices>(StudyPage, {});
