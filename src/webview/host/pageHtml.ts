import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

export type PageName =
  | 'data'
  | 'table'
  | 'viewer'
  | 'experiment'
  | 'run'
  | 'runs'
  | 'compare'
  | 'predict'
  | 'study'
  | 'spend';

/** The options every page is opened with: scripts, and files of the bundle folder alone. */
export function pageOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [pagesFolder(extensionUri)] };
}

/** Fills a panel, new or restored, with the shell of a page. */
export function showShell(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  page: PageName,
  heading: string,
): void {
  webview.options = pageOptions(extensionUri);
  webview.html = pageHtml(webview, extensionUri, page, heading);
}

/** The shell of a page: a strict policy, its style sheet, its script, and a main element with its heading for the time until then. */
export function pageHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  page: PageName,
  heading: string,
): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(pagesFolder(extensionUri), name)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data: blob:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<title>${escaped(heading)}</title>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file('codicon.css')}" id="vscode-codicon-stylesheet">
<link rel="stylesheet" href="${file(`${page}.css`)}">
</head>
<body><main id="app" tabindex="-1"><div class="page"><div class="wrap"><div class="top"><div><h1>${escaped(heading)}</h1></div></div></div></div></main>
<script nonce="${nonce}" type="module" src="${file(`${page}.js`)}"></script></body>
</html>`;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function pagesFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'pages');
}
