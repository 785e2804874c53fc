/** From dmlc-core, include/dmlc/recordio.h. */
export const magic = 0xced7230a;
export const headerBytes = 8;

/** Frames a payload as the SageMaker Python SDK does: header, then the payload padded to four bytes. */
export function framed(payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(headerBytes + Math.ceil(payload.length / 4) * 4);
  const view = new DataView(frame.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, payload.length, true);
  frame.set(payload, headerBytes);
  return frame;
}
