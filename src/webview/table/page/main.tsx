import '../../kit/base.css';
import '../../kit/fullHeight.css';
import './table.css';
import type { TableChoices, TableContract } from '../contract.ts';
import { startPage } from '../../kit/startPage.tsx';
import { TablePage } from './TablePage.tsx';

startPage<TableContract, TableChoices>(TablePage, {});
