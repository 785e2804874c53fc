/** Options for files in the state folder: readable only by their user; temporary files are removed when the folder is opened. */
export const ownFile = { mode: 0o600, sweeps: false } as const;
