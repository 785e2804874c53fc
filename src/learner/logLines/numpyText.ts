/** A float32 as numpy's array print has it: shortest digits that read back, `5.` for whole numbers. */
function float32Text(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return withPoint(short);
  }
  return withPoint(Number(value.toPrecision(9)));
}

function withPoint(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.`;
}

const printedAtMost = 1000;
const edgeItems = 3;

/** An MXNet NDArray of one dimension as Python prints it; long ones are cut in the middle. */
export function ndarrayLines(values: Float32Array): readonly [string, string] {
  const texts =
    values.length <= printedAtMost
      ? Array.from(values, float32Text)
      : [
          ...Array.from(values.subarray(0, edgeItems), float32Text),
          '...',
          ...Array.from(values.subarray(-edgeItems), float32Text),
        ];
  return [`[${texts.join(' ')}]`, `<NDArray ${values.length} @cpu(0)>`];
}
