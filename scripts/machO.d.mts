/** The binary of one processor of a universal one; a binary that is not universal as it is. */
export declare function sliceOf(bytes: Buffer, arch: 'x64' | 'arm64' | (string & {})): Buffer;
