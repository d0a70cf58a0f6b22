import type {Polygon} from './fillPolygon.js';
import type {RandomNumbers} from './randomNumbers.js';

/** One object of an image. */
export interface Shape {
  /** 0 triangle, 1 quadrangle, 2 ellipse. */
  kind: number;
  polygon: Polygon;
  /** The square pixels of the polygon. */
  area: number;
  /** Where the middle of its corners is. */
  center: readonly [x: number, y: number];
  /** 0 to 255. */
  grey: number;
}

/** What an image of Shapeset shows. */
export interface Scene {
  /** 0 to 255. */
  background: number;
  /** One or two, the second one before the first. */
  shapes: readonly Shape[];
}

/** Pixels a side. */
export const SHAPESET_SIDE = 32;
/** Objects do not touch the border. */
const MARGIN = 1;
/** Corners of each kind of object: an ellipse is a polygon of 20. */
const CORNERS = [3, 4, 20];
/** Corners of the regular polygons in a circle of diameter 1, and their areas. */
const REGULAR = CORNERS.map((count) =>
  Array.from({length: count}, (_, corner) => {
    const angle = (2 * Math.PI * corner) / count;
    return [Math.cos(angle) / 2, Math.sin(angle) / 2] as const;
  }),
);
const AREAS = CORNERS.map((count) => (count / 8) * Math.sin((2 * Math.PI) / count));
const [LEAST_SCALE, LARGEST_SCALE] = [0.2 * SHAPESET_SIDE, 0.8 * SHAPESET_SIDE];
/** Grey values, first and last: 0.55 to 1, and 0 to 0.45. */
const [LIGHT, DARK] = [
  [140, 255],
  [0, 114],
] as const;
const MOST_OVERLAP = 0.5;
const MOST_TRIES = 50;

/**
 * Draws what an image of Shapeset-3x2 shows.
 *
 * Glorot & Bengio 2010, section 2.1, and the generator that they published. One object or two, each of any kind. A regular polygon is
 * rotated, stretched along both axes by 0.2 to 0.8 of the image, rotated again, and placed uniformly where it fits. Objects are light
 * on dark or dark on light. A second object is stretched and placed again while it hides more than half of the first one, by
 * {@link overlap}.
 *
 * They give up after 50 tries and leave the second object out; here both are drawn anew then, which leaves the classes as likely
 * as they are said to be. They rotate in steps and sort the two scales; uniform rotations before and after make that the same.
 */
export function shapesetScene(random: RandomNumbers): Scene {
  const {below} = random;
  const [ground, object] = below(2) === 0 ? [DARK, LIGHT] : [LIGHT, DARK];
  const grey = ([first, last]: readonly [number, number]): number => first + below(last - first + 1);
  const background = grey(ground);
  const kinds = Array.from({length: 1 + below(2)}, () => below(CORNERS.length));
  const greys = kinds.map(() => grey(object));
  for (;;) {
    const first = {...place(kinds[0]!, random), grey: greys[0]!};
    if (kinds.length === 1) return {background, shapes: [first]};
    for (let attempt = 0; attempt < MOST_TRIES; ++attempt) {
      const second = {...place(kinds[1]!, random), grey: greys[1]!};
      if (overlap(first, second) <= MOST_OVERLAP) return {background, shapes: [first, second]};
    }
  }
}

/**
 * Estimates the share of the first object that the second one hides, from their areas and how far they reach into each other on
 * the line between their centers; not exact, it may be more than 1.
 */
export function overlap(first: Shape, second: Shape): number {
  const [right, down] = [second.center[0] - first.center[0], second.center[1] - first.center[1]];
  const distance = Math.hypot(right, down);
  const reach = (farthest(first, right, down) + farthest(second, -right, -down)) / distance;
  if (reach < distance) return 0;
  return (second.area / first.area) * (1 - 2 ** (-(reach - distance) / distance));
}

/** How far a shape's corners reach from its center in a direction, times the direction's length. */
function farthest({polygon, center: [x, y]}: Shape, right: number, down: number): number {
  let most = -Infinity;
  for (let corner = 0; corner < polygon.length; corner += 2) {
    most = Math.max(most, right * (polygon[corner]! - x) + down * (polygon[corner + 1]! - y));
  }
  return most;
}

/** Stretches a regular polygon, and places it. */
function place(kind: number, {uniform}: RandomNumbers): Omit<Shape, 'grey'> {
  const corners = REGULAR[kind]!;
  const [before, after] = [uniform(0, 2 * Math.PI), uniform(0, 2 * Math.PI)];
  const scales = [uniform(LEAST_SCALE, LARGEST_SCALE), uniform(LEAST_SCALE, LARGEST_SCALE)] as const;
  const [cos, sin, cosAfter, sinAfter] = [
    Math.cos(before),
    Math.sin(before),
    Math.cos(after),
    Math.sin(after),
  ];
  const polygon = new Float64Array(2 * corners.length);
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let corner = 0; corner < corners.length; ++corner) {
    const [cornerX, cornerY] = corners[corner]!;
    const along = scales[0] * (cos * cornerX - sin * cornerY);
    const across = scales[1] * (sin * cornerX + cos * cornerY);
    const [x, y] = [cosAfter * along - sinAfter * across, sinAfter * along + cosAfter * across];
    polygon[2 * corner] = x;
    polygon[2 * corner + 1] = y;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const center = [
    uniform(MARGIN - left, SHAPESET_SIDE - MARGIN - right),
    uniform(MARGIN - top, SHAPESET_SIDE - MARGIN - bottom),
  ] as const;
  for (let corner = 0; corner < polygon.length; corner += 2) {
    polygon[corner]! += center[0];
    polygon[corner + 1]! += center[1];
  }
  return {kind, polygon, area: scales[0] * scales[1] * AREAS[kind]!, center};
}
