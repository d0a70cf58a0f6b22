import {writeFile} from 'node:fs/promises';
import {encode} from 'fast-png';

/** Square images side by side, under a title. */
export interface Panel {
  title: string;
  /** The values of each image, row by row. */
  images: readonly ArrayLike<number>[];
  /** Images a row of the panel. */
  columns: number;
  /** What is darkest and what is lightest; without it each image has its own. */
  range?: readonly [number, number];
  /**
   * `'grey'` from black to white; `'signed'` from blue through white, which is 0, to red, as far as the image goes from 0 or
   * `range` says. @defaultValue `'grey'`
   */
  palette?: keyof typeof PALETTES;
}

type Color = readonly [red: number, green: number, blue: number];

const PALETTES = {
  grey: (share: number): Color => [255 * share, 255 * share, 255 * share],
  signed: (share: number): Color => {
    const away = Math.abs(2 * share - 1);
    const [red, green, blue] = share < 0.5 ? [33, 102, 172] : [178, 24, 43];
    return [255 + (red - 255) * away, 255 + (green - 255) * away, 255 + (blue - 255) * away];
  },
};

const WIDTH = 760;
const MARGIN = 20;
const LINE = 26;
const GAP = 1;
const [PAPER, FRAME] = [255, 200];

/** Draws panels of images, one below the other, as an SVG picture, which every browser opens. */
export async function drawPanels(file: string, panels: readonly Panel[]): Promise<void> {
  let y = MARGIN;
  const parts: string[] = [];
  for (const panel of panels) {
    const {width, height, png} = paint(panel);
    const scaledHeight = ((WIDTH - 2 * MARGIN) * height) / width;
    const url = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
    parts.push(
      `<text x="${MARGIN}" y="${y + 14}">${panel.title}</text>`,
      `<image x="${MARGIN}" y="${y + LINE}" width="${WIDTH - 2 * MARGIN}" ` +
        `height="${scaledHeight.toFixed(1)}" style="image-rendering: pixelated" href="${url}"/>`,
    );
    y += LINE + scaledHeight + MARGIN;
  }
  const size = `width="${WIDTH}" height="${y.toFixed(0)}"`;
  await writeFile(
    file,
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="15">\n` +
      `<rect width="100%" height="100%" fill="white"/>\n${parts.join('\n')}\n</svg>\n`,
  );
}

/** Paints a panel's images, a pixel of the picture for each of theirs. */
function paint(panel: Panel): {width: number; height: number; png: Uint8Array} {
  const {images, columns, palette = 'grey'} = panel;
  const side = Math.sqrt(images[0]!.length);
  const width = columns * (side + GAP) + GAP;
  const height = Math.ceil(images.length / columns) * (side + GAP) + GAP;
  const data = new Uint8Array(3 * width * height).fill(PAPER);
  images.forEach((image, place) => {
    const left = (place % columns) * (side + GAP) + GAP;
    const top = Math.floor(place / columns) * (side + GAP) + GAP;
    for (let line = top - GAP; line <= top + side; ++line) {
      data.fill(FRAME, 3 * (line * width + left - GAP), 3 * (line * width + left + side + GAP));
    }
    const [low, high] = panel.range ?? ownRange(image, palette);
    for (let pixel = 0; pixel < side ** 2; ++pixel) {
      const share = Math.min(1, Math.max(0, (image[pixel]! - low) / (high - low || 1)));
      const color = PALETTES[palette](share).map(Math.round);
      data.set(color, 3 * ((top + Math.floor(pixel / side)) * width + left + (pixel % side)));
    }
  });
  return {width, height, png: encode({width, height, data, channels: 3})};
}

function ownRange(image: ArrayLike<number>, palette: keyof typeof PALETTES): [number, number] {
  const values = Array.from(image);
  if (palette === 'grey') return [Math.min(...values), Math.max(...values)];
  const most = Math.max(...values.map(Math.abs));
  return [-most, most];
}
