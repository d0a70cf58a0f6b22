/**
 * Colours from dark violet by blue to green, of falling darkness, so that their order is seen by everybody, also in grey: viridis
 * (van der Walt and Smith 2015) without its yellow, which is hard to see on white.
 */
const ANCHORS = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [80, 185, 90],
] as const;

/** Returns the colour of a layer, counted from 0, of so many. */
export function layerColor(layer: number, count: number): string {
  const place = count === 1 ? 1 : (layer / (count - 1)) * (ANCHORS.length - 1);
  const below = Math.min(ANCHORS.length - 2, Math.floor(place));
  const share = place - below;
  const mixed = ANCHORS[below]!.map((value, part) =>
    Math.round(value + share * (ANCHORS[below + 1]![part]! - value)),
  );
  return `rgb(${mixed.join(',')})`;
}
