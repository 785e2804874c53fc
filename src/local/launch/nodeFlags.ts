/** For the server's process: many large listings would let V8's young generation grow beyond 100 MB, for little speed. */
export const nodeFlags = ['--max-semi-space-size=4'];
