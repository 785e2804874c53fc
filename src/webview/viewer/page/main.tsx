import '../../kit/base.css';
import './viewer.css';
import type { ViewerChoices, ViewerContract } from '../contract.ts';
import { startPage } from '../../kit/startPage.tsx';
import { ViewerPage } from './ViewerPage.tsx';

startPage<ViewerContract, ViewerChoices>(ViewerPage, {});
