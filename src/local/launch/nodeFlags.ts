/** For the server's process: large listings would grow V8's young generation beyond 100 MB for little speed. */
export const nodeFlags = ['--max-semi-space-size=4'];
