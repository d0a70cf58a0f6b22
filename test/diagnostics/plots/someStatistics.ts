import type {Distribution, LayerStatistics} from 'tfjs-dbn';

/** What values in [0, 2] may have, a quarter of them below 1. */
export const WIDE: Distribution = {
  mean: 1.25,
  deviation: 0.5,
  percentile98: 1.9,
  histogram: {edges: [0, 1, 2], counts: [10, 30]},
};

/** What values that are all 1 have. */
export const CONSTANT: Distribution = {
  mean: 1,
  deviation: 0,
  percentile98: 1,
  histogram: {edges: [0.5, 1.5], counts: [40]},
};

/** A layer whose activations, or what else is given, are so distributed, and the rest constant. */
export function layer(name: string, distributions: Partial<LayerStatistics>): LayerStatistics {
  return {
    name,
    activations: CONSTANT,
    gradients: CONSTANT,
    weightGradients: CONSTANT,
    saturated: 0,
    meanSingularValue: undefined,
    ...distributions,
  };
}

/** The values of an attribute of all elements of a name. */
export function attributes(svg: string, element: string, attribute: string): string[] {
  return Array.from(
    svg.matchAll(new RegExp(`<${element} [^>]*?${attribute}="([^"]*)"`, 'g')),
    ([, value]) => value!,
  );
}

/** What is written in a picture. */
export function texts(svg: string): string[] {
  return Array.from(svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g), ([, what]) => what!);
}

/** The corners of a polygon or line: `'1,2 3,4'`. */
export function corners(points: string): [number, number][] {
  return points.split(' ').map((point) => point.split(',').map(Number) as [number, number]);
}
