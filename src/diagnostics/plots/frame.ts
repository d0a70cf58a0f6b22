import {shortNumber, ticks, type Domain} from './ticks.js';

/** A rectangle of a picture that shows numbers: where it is, in pixels, and what lies between its sides. */
export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  x: Domain;
  y: Domain;
}

/** What is written beside a frame. */
interface AxesArgs {
  /** Numbers below it, and what they are. */
  below?: {name: string; isCounted?: boolean} | undefined;
  /** Numbers to its left; their unit is written once beside all frames. @defaultValue true */
  left?: boolean;
}

const INK = '#333';
const GRID = '#e4e4e4';

/** How far from an end of its frame, in pixels, a number would stick out. */
const NEAR = 12;

/** Where a number is, in pixels from the left. */
export function across({left, width, x: {low, high}}: Frame, value: number): number {
  return left + (width * (value - low)) / (high - low);
}

/** Where a number is, in pixels from the top. */
export function down({top, height, y: {low, high}}: Frame, value: number): number {
  return top + (height * (high - value)) / (high - low);
}

/** Draws the grid of a frame, and its numbers. */
export function drawAxes(frame: Frame, {below, left = true}: AxesArgs): string[] {
  const {top, height, width} = frame;
  const [right, bottom] = [frame.left + width, top + height];
  const parts: string[] = [];
  const upright = ticks(frame.x, {
    most: Math.max(4, Math.floor(width / 50)),
    ...(below?.isCounted === true && {least: 1}),
  });
  for (const value of upright) {
    const x = across(frame, value);
    parts.push(line(x, top, x, bottom, GRID));
    if (below !== undefined) {
      parts.push(
        line(x, bottom, x, bottom + 4, INK),
        text(shortNumber(value), {x, y: bottom + 17, anchor: anchorAt(x, {left: frame.left, right})}),
      );
    }
  }
  for (const value of ticks(frame.y, {most: Math.max(4, Math.floor(height / 28))})) {
    const y = down(frame, value);
    parts.push(line(frame.left, y, right, y, GRID));
    if (left) {
      parts.push(
        line(frame.left - 4, y, frame.left, y, INK),
        text(shortNumber(value), {x: frame.left - 7, y: y + 4, anchor: 'end'}),
      );
    }
  }
  parts.push(line(frame.left, top, frame.left, bottom, INK), line(frame.left, bottom, right, bottom, INK));
  if (below !== undefined && below.name !== '') {
    parts.push(text(below.name, {x: frame.left + width / 2, y: bottom + 36, anchor: 'middle'}));
  }
  return parts;
}

/** Keeps a number at an end of its frame, so that it does not run into the one of the next frame. */
function anchorAt(x: number, {left, right}: {left: number; right: number}): Anchor {
  return x - left < NEAR ? 'start' : right - x < NEAR ? 'end' : 'middle';
}

/** Draws a line. */
export function line(x1: number, y1: number, x2: number, y2: number, color: string): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="${color}"/>`;
}

/** Writes a text; what does not belong in XML is escaped. */
export function text(
  what: string,
  {x, y, anchor = 'start', size = 12, isBold = false, isUpright = false, hasHalo = false}: TextArgs,
): string {
  const turned = isUpright ? ` transform="rotate(-90 ${px(x)} ${px(y)})"` : '';
  const weight = isBold ? ' font-weight="bold"' : '';
  const halo = hasHalo ? ' stroke="white" stroke-width="3" paint-order="stroke"' : '';
  return (
    `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}" font-size="${size}" fill="${INK}"` +
    `${weight}${halo}${turned}>${escaped(what)}</text>`
  );
}

/** Which end of a text is where it is told to be. */
type Anchor = 'start' | 'middle' | 'end';

/** Where and how a text is written. */
interface TextArgs {
  x: number;
  y: number;
  anchor?: Anchor;
  size?: number;
  isBold?: boolean;
  /** From below to above. */
  isUpright?: boolean;
  /** On white, where it may lie on a curve. */
  hasHalo?: boolean;
}

/** Puts the parts of a picture together, on white, under a title. */
export function picture(
  parts: readonly string[],
  {width, height, title}: {width: number; height: number; title: string},
): string {
  const size = `width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" role="img">`,
    `<title>${escaped(title)}</title>`,
    '<rect width="100%" height="100%" fill="white"/>',
    text(title, {x: 16, y: 26, size: 16, isBold: true}),
    ...parts,
    '</svg>\n',
  ].join('\n');
}

/** Writes a length in pixels: a tenth of one is not seen. */
export function px(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** At most as many characters, so that a long name does not run into what is beside it. */
export function cut(name: string, most: number): string {
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(what: string): string {
  // XML has no place for control characters, not even escaped ones, nor for halves of surrogate pairs.
  const legal = what.replace(/[^\P{Cc}\t\n\r]|\p{Cs}|[\uFFFE\uFFFF]/gu, '\uFFFD');
  return legal.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
