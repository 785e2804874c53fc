import '../../kit/base.css';
import './compare.css';
import type { CompareChoices, CompareContract } from '../contract.ts';
import { startPage } from '../../kit/startPage.tsx';
import { ComparePage } from './ComparePage.tsx';

startPage<CompareContract, CompareChoices>(ComparePage, {});
