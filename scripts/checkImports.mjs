// Checks the import arrows of ARCHITECTURE.md: which folder may import which, for values or types only.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { arrowProblems, folderTables } from './folderArrows.mjs';

const root = join(import.meta.dirname, '..');
const arrows = {
  contributions: { values: ['aws'], types: ['data comparison', 'learner', 'runs'] },
  learner: { values: [], types: [] },
  files: { values: ['learner'], types: [] },
  'data findings': { values: [], types: ['data', 'learner'] },
  'data fields': { values: ['data'], types: [] },
  'data comparison': { values: ['data', 'data fields', 'learner'], types: ['data findings'] },
  data: { values: ['data comparison', 'data fields', 'data findings', 'files', 'learner'], types: [] },
  aws: { values: ['files', 'learner', 'data'], types: [] },
  local: { values: ['files', 'learner'], types: [] },
  guard: { values: ['aws', 'files', 'learner'], types: [] },
  runs: { values: ['aws', 'data', 'data comparison', 'data fields', 'files', 'guard', 'learner'], types: [] },
  studies: { values: ['data', 'data findings', 'files', 'learner', 'local', 'runs'], types: [] },
  platform: {
    values: ['learner', 'contributions', 'data findings'],
    types: ['data', 'aws', 'files', 'guard', 'local', 'runs', 'studies'],
  },
  headless: {
    values: [
      'aws',
      'data',
      'data comparison',
      'data findings',
      'files',
      'guard',
      'learner',
      'local',
      'platform',
      'runs',
      'studies',
    ],
    types: [],
  },
  'webview contract': { values: [], types: ['data', 'data comparison', 'data fields', 'learner'] },
  'webview kit': {
    values: ['webview contract', 'data comparison', 'data fields'],
    types: ['data', 'data findings', 'learner'],
  },
  'webview page': {
    values: ['webview contract', 'webview kit', 'data comparison', 'data fields', 'data findings'],
    types: ['data', 'learner'],
  },
  webview: {
    values: [
      'webview contract',
      'aws',
      'contributions',
      'data',
      'data comparison',
      'data fields',
      'data findings',
      'files',
      'guard',
      'learner',
      'runs',
      'studies',
      'platform',
    ],
    types: [],
  },
  views: {
    values: [
      'aws',
      'contributions',
      'data',
      'files',
      'guard',
      'learner',
      'runs',
      'platform',
      'webview contract',
    ],
    types: [],
  },
  commands: {
    values: [
      'aws',
      'contributions',
      'data',
      'data comparison',
      'data fields',
      'files',
      'guard',
      'learner',
      'runs',
      'studies',
      'platform',
      'views',
      'webview',
      'webview contract',
    ],
    types: [],
  },
};
const vscodeAllowed = ['contributions', 'platform', 'webview', 'views', 'commands'];
/** Values that pages may import of a folder of which they may import types alone. */
const sharedWithPages = [
  'src/learner/extent.ts',
  'src/learner/metrics/metricNames.ts',
  'src/learner/targetTransform.ts',
];
/** Schemas of what users write: parsed at each edge that it comes in by. */
const sharedSchemas = 'src/data/shapes/';
/** What every call to AWS needs: messages say it. */
const sharedRights = 'src/aws/permissions/';
const parsingEdges = ['contributions', 'webview contract'];
/** What composes the processes of the product. */
const composers = ['src/extension.ts', 'src/headless/services.ts'];
const composedOnly = ['src/local/launch/launch.ts', 'src/data/engine/client.ts'];
const pages = [
  'data',
  'table',
  'viewer',
  'experiment',
  'run',
  'runs',
  'compare',
  'predict',
  'study',
  'spend',
];

/** The part of the product that a file belongs to: a folder of src, or a side of src/webview. */
function folderOf(file) {
  const [top, name = '', ...rest] = file.split('/');
  const folder = name.replace(/\.ts$/, '');
  if (top !== 'src' || !Object.hasOwn(arrows, folder)) return undefined;
  const [side, within] = rest;
  if (folder === 'data' && ['comparison', 'fields', 'findings'].includes(side)) return `data ${side}`;
  if (folder !== 'webview') return folder;
  if (side === 'kit') return 'webview kit';
  if (side === 'contract') return 'webview contract';
  if (!pages.includes(side) || within === 'host') return 'webview';
  return within === 'page' ? 'webview page' : 'webview contract';
}

/** The page that a file of src/webview is part of; what pages share is part of none. */
function pageOf(file) {
  return pages.find((page) => file.startsWith(`src/webview/${page}/`));
}

const importPattern =
  /^\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^\s*import\s+'([^']+)'|(typeof\s+)?\bimport\('([^']+)'\)/gm;

const problems = [];
/** Every import of one file of src by another: what the tables of ARCHITECTURE.md are checked against. */
const imports = [];
for (const file of globSync('src/**/*.{ts,tsx}', { cwd: root }).map((name) => name.replaceAll('\\', '/'))) {
  const folder = folderOf(file);
  if (folder === undefined || /\.test(ing)?\.tsx?$/.test(file)) continue;
  const text = readFileSync(join(root, file), 'utf8');
  for (const match of text.matchAll(importPattern)) {
    const specifier = match[2] ?? match[3] ?? match[5];
    const typeOnly = match[1] !== undefined || match[4] !== undefined;
    checkImport(file, folder, specifier, typeOnly);
  }
  checkConnectionKind(file, text);
  checkClients(file, text);
}
const architecture = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
for (const table of folderTables(architecture, foldersWithSubfolders()))
  problems.push(...arrowProblems(table, imports));
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function checkImport(file, folder, specifier, typeOnly) {
  const say = (why) => problems.push(`${file}: imports ${specifier}: ${why}`);
  if (!specifier.startsWith('.')) return checkPackage(folder, specifier, say);
  const target = relative(root, normalize(join(root, dirname(file), specifier))).replaceAll('\\', '/');
  imports.push({ file, target });
  if (composedOnly.includes(target) && !typeOnly && !composers.includes(file))
    return say(`only ${composers.join(' and ')} compose it`);
  const to = folderOf(target);
  if (to === undefined) return say('nothing imports from outside the folders of ARCHITECTURE.md');
  if (pageOf(file) !== undefined && pageOf(target) !== undefined && pageOf(file) !== pageOf(target))
    return say('a page must not import another page');
  if (/^webview (page|kit)$/.test(folder) && sharedWithPages.includes(target)) return undefined;
  if (parsingEdges.includes(folder) && target.startsWith(sharedSchemas)) return undefined;
  if (folder === 'platform' && target.startsWith(sharedRights)) return undefined;
  if (folder === 'studies' && to === 'local' && !/^src\/local\/(jobs\/|lock\.ts$)/.test(target))
    return say('of local, studies may import the job processes and the lock alone');
  const { values, types } = arrows[folder];
  if (to === folder || values.includes(to) || (typeOnly && types.includes(to))) return undefined;
  return say(`${folder} may not import ${to}`);
}

function checkPackage(folder, specifier, say) {
  if (specifier === 'vscode' && !vscodeAllowed.includes(folder)) say(`${folder} must not import vscode`);
  if (/^@(aws-sdk|smithy)\//.test(specifier) && folder !== 'aws') say('only aws/ may use the SDK');
  if (/^webview (page|kit)$/.test(folder) && specifier.startsWith('node:')) say('a page runs in a browser');
  if (specifier === 'zod') say('zod/mini only');
}

/** Only aws/connections and the costs may depend on the kind of a connection. */
function checkConnectionKind(file, text) {
  if (file.startsWith('src/aws/connections') || file === 'src/aws/costs.ts') return;
  if (/connection\.kind\b|kind\s*[!=]==?\s*'(local|aws|custom)'/.test(text))
    problems.push(`${file}: depends on the kind of its connection`);
}

/** A session's operations are bound to its clients, so that nothing else can mix two connections. */
function checkClients(file, text) {
  if (file.startsWith('src/aws/') || file === 'src/runs/session.ts') return;
  if (/\b(AwsClients|createClients|openClients)\b/.test(text))
    problems.push(`${file}: only sessions have AWS clients; call session.aws`);
}

/** Folders of src that have subfolders; of webview its kit, since the sides of a page have arrows of their own. */
function foldersWithSubfolders() {
  const folders = globSync('src/*/*/*', { cwd: root }).map(
    (path) => path.replaceAll('\\', '/').split('/')[1],
  );
  return [...new Set(folders)].map((folder) => (folder === 'webview' ? 'webview/kit' : folder));
}
