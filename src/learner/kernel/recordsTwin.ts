import type { Kernel } from './functions.ts';
import { blockRows, epsInsensitiveAbsolute, epsInsensitiveSquared, quantile } from './layout.ts';

const f32 = Math.fround;

/** The part of the twin that reads records. */
export function recordFunctions(
  memory: ArrayBufferLike,
): Pick<Kernel, 'pack' | 'moments' | 'linear' | 'regression'> {
  const narrow = new Float32Array(memory);
  const wide = new Float64Array(memory);
  const f = (at: number) => narrow[at] ?? 0;
  const d = (at: number) => wide[at] ?? 0;

  return {
    pack(
      records,
      recordBytes,
      featuresAt,
      labelAt,
      rows,
      row,
      x,
      columns,
      label,
      width,
      means,
      scales,
      labelMean,
      labelScale,
    ) {
      const bytes = new DataView(memory);
      for (let index = 0; index < rows; index += 1) {
        const from = records + index * recordBytes;
        const to = row + index;
        const out = (x >> 2) + Math.floor(to / blockRows) * columns * blockRows + (to % blockRows);
        for (let feature = 0; feature < width; feature += 1) {
          const value = bytes.getFloat32(from + featuresAt + feature * 4, true);
          narrow[out + feature * 64] = f32(
            f32(value - f((means >> 2) + feature)) / f((scales >> 2) + feature),
          );
        }
        narrow[out + width * 64] = 1;
        const y = bytes.getFloat32(from + labelAt, true);
        narrow[out + label * 64] = f32(f32(y - f32(labelMean)) / f32(labelScale));
      }
    },
    moments(records, recordBytes, at, rows, columns, means, sums) {
      const bytes = new DataView(memory);
      for (let row = 0; row < rows; row += 1)
        for (let column = 0; column < Math.ceil(columns / 4) * 4; column += 1) {
          const x = bytes.getFloat32(records + row * recordBytes + at + column * 4, true);
          const difference = x - (means === 0 ? 0 : d((means >> 3) + column));
          const value = means === 0 ? x : difference * difference;
          wide[(sums >> 3) + column] = d((sums >> 3) + column) + value;
        }
    },
    linear(records, recordBytes, featuresAt, rows, width, weights, bias, scores, next) {
      const bytes = new DataView(memory);
      for (let row = 0; row < rows; row += 1) {
        const from = records + row * recordBytes + featuresAt;
        let sum = 0;
        for (let feature = 0; feature < width; feature += 1) {
          const value = bytes.getFloat32(from + feature * 4, true);
          sum = f32(sum + f32(value * f((weights >> 2) + feature)));
        }
        narrow[(scores + row * next) >> 2] = sum + f32(bias);
      }
    },
    regression(records, recordBytes, labelAt, rows, scores, loss, a, sums) {
      const bytes = new DataView(memory);
      const labelOf = (row: number) => bytes.getFloat32(records + row * recordBytes + labelAt, true);
      let [losses, squares, absolutes, total, variation] = [0, 0, 0, 0, 0];
      for (let row = 0; row < rows; row += 1) {
        const e = f((scores >> 2) + row) - labelOf(row);
        losses += lossOf(loss, e, a);
        squares += e * e;
        absolutes += Math.abs(e);
        total += labelOf(row);
      }
      const mean = total / rows;
      for (let row = 0; row < rows; row += 1) variation += (labelOf(row) - mean) * (labelOf(row) - mean);
      wide.set([losses, squares, absolutes, mean, variation], sums >> 3);
    },
  };
}

/** The loss of an error in float64. */
function lossOf(loss: number, e: number, a: number): number {
  const size = Math.abs(e);
  switch (loss) {
    case epsInsensitiveSquared:
      return Math.max(e * e - a, 0);
    case epsInsensitiveAbsolute:
      return Math.max(size - a, 0);
    case quantile:
      return Math.max((1 - a) * e, -a * e);
    default: {
      const inside = Math.min(size, a);
      return inside * (size - inside / 2);
    }
  }
}
