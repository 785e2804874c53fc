/** Thread of the database of a server in the process of a test, which strips the types of what it runs. */
export const storeModulePath = new URL('../../src/local/store/threadMain.ts', import.meta.url);
