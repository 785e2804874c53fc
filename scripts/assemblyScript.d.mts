import type { Plugin } from 'esbuild';

export declare function assemblyScript(): Plugin;
export declare function assemblyScriptForTests(): { readonly name: string };
