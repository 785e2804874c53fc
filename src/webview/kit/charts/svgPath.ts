/** An affine transform, as a canvas takes it. */
export type Matrix = readonly [number, number, number, number, number, number];

type Command = readonly [letter: 'M' | 'L' | 'C' | 'Z', ...points: (readonly [x: number, y: number])[]];

const none: Matrix = [1, 0, 0, 1, 0, 0];
const quarter = Math.PI / 2;

/** A path of a canvas as the data of an SVG path. Points are transformed as they are added. */
export function svgPath() {
  const commands: Command[] = [];
  let isOpen = false;
  const lineOrMove = (x: number, y: number, matrix: Matrix) => {
    commands.push([isOpen ? 'L' : 'M', moved(x, y, matrix)]);
    isOpen = true;
  };
  return {
    moveTo(x: number, y: number, matrix = none): void {
      commands.push(['M', moved(x, y, matrix)]);
      isOpen = true;
    },
    lineTo: (x: number, y: number, matrix = none): void => lineOrMove(x, y, matrix),
    bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number, matrix = none): void {
      commands.push(['C', moved(x1, y1, matrix), moved(x2, y2, matrix), moved(x, y, matrix)]);
    },
    rect(x: number, y: number, width: number, height: number, matrix = none): void {
      const corners = [
        [x, y],
        [x + width, y],
        [x + width, y + height],
        [x, y + height],
      ] as const;
      for (const [index, [left, top]] of corners.entries())
        commands.push([index === 0 ? 'M' : 'L', moved(left, top, matrix)]);
      commands.push(['Z']);
      isOpen = true;
    },
    /** By cubic curves, a quarter of a circle at most each: off by less than 0.03 % of the radius. */
    arc(x: number, y: number, radius: number, from: number, to: number, isBack = false, matrix = none): void {
      const turn = turnOf(from, to, isBack);
      const count = Math.max(1, Math.ceil(Math.abs(turn) / quarter - 1e-9));
      const step = turn / count;
      const reach = (4 / 3) * Math.tan(step / 4) * radius;
      lineOrMove(x + radius * Math.cos(from), y + radius * Math.sin(from), matrix);
      for (let part = 0; part < count; part += 1) {
        const [start, end] = [from + part * step, from + (part + 1) * step];
        const [cos1, sin1, cos2, sin2] = [Math.cos(start), Math.sin(start), Math.cos(end), Math.sin(end)];
        commands.push([
          'C',
          moved(x + radius * cos1 - reach * sin1, y + radius * sin1 + reach * cos1, matrix),
          moved(x + radius * cos2 + reach * sin2, y + radius * sin2 - reach * cos2, matrix),
          moved(x + radius * cos2, y + radius * sin2, matrix),
        ]);
      }
    },
    closePath(): void {
      if (commands.length > 0) commands.push(['Z']);
    },
    /** The path data under another transform. */
    data: (matrix = none): string =>
      commands
        .map(
          ([letter, ...points]) =>
            letter +
            points
              .map(([x, y]) =>
                moved(x, y, matrix)
                  .map((value) => rounded(value))
                  .join(' '),
              )
              .join(' '),
        )
        .join(''),
  };
}

export type SvgPath = ReturnType<typeof svgPath>;

const moved = (x: number, y: number, [a, b, c, d, e, f]: Matrix): readonly [number, number] => [
  a * x + c * y + e,
  b * x + d * y + f,
];

const rounded = (value: number) => String(Number(value.toFixed(2)));

/** Angle that an arc sweeps, at most a full turn. */
function turnOf(from: number, to: number, isBack: boolean): number {
  const full = 2 * Math.PI;
  const turn = to - from;
  if (isBack) return -turn >= full ? -full : turn - full * Math.ceil(turn / full);
  return turn >= full ? full : turn - full * Math.floor(turn / full);
}
