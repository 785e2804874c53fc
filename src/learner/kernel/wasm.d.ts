/** `kernel.wasm` is compiled from `kernel.as.ts` and embedded when a bundle or a test is built. */
declare module '*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

// The part of WebAssembly that is used: the types of Node do not declare it.
declare namespace WebAssembly {
  interface Module {}
  interface Memory {
    readonly buffer: SharedArrayBuffer;
  }
  interface Instance {
    readonly exports: object;
  }
}
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WebAssembly.Module;
  readonly Memory: new (descriptor: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => WebAssembly.Memory;
  readonly Instance: new (
    module: WebAssembly.Module,
    imports: {
      readonly env: {
        readonly memory: WebAssembly.Memory;
        readonly exactNumber?: (from: number, to: number) => number;
      };
    },
  ) => WebAssembly.Instance;
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
};
