type Channels = readonly [red: number, green: number, blue: number, alpha: number];

const probe = createProbe();

function createProbe(): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('This browser draws no canvas');
  return context;
}

/** Any CSS colour as sRGB channels, by drawing one pixel of it. */
function channels(colour: string): Channels {
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 255] = probe.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}

export function withAlpha(colour: string, alpha: number): string {
  const [red, green, blue] = channels(colour);
  return `rgba(${red},${green},${blue},${alpha})`;
}

/** `share` of the first colour, the rest of the second. */
export function mix(first: string, second: string, share: number): string {
  const [a, b] = [channels(first), channels(second)];
  const blend = (index: 0 | 1 | 2) => Math.round(a[index] * share + b[index] * (1 - share));
  return `rgb(${blend(0)},${blend(1)},${blend(2)})`;
}

/** Contrast ratio, WCAG 2.2: 1 to 21. */
export function contrast(first: string, second: string): number {
  const [a, b] = [luminance(first), luminance(second)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = channels(colour);
  const linear = (value: number) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** The colour, mixed with the foreground until it stands out from the background by `ratio`. */
export function standingOut(colour: string, foreground: string, background: string, ratio: number): string {
  for (let share = 1; share >= 0; share -= 0.05) {
    const mixed = mix(colour, foreground, share);
    if (contrast(mixed, background) >= ratio) return mixed;
  }
  return foreground;
}
