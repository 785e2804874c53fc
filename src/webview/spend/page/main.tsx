import '../../kit/base.css';
import './spend.css';
import type { SpendChoices, SpendContract } from '../contract.ts';
import { startPage } from '../../kit/startPage.tsx';
import { SpendPage } from './SpendPage.tsx';

startPage<SpendContract, SpendChoices>(SpendPage, {});
