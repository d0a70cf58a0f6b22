import {argumentError, checkArgs, checkOneOf, show} from '../../check.js';

/** What a plot may show of each layer. */
export type Quantity = 'activations' | 'gradients' | 'weightGradients';

/** What is written beside it, and above. */
export const QUANTITIES: Record<Quantity, {axis: string; title: string}> = {
  activations: {axis: 'activation z', title: 'Activations of each layer'},
  gradients: {axis: 'back-propagated gradient dC/ds', title: 'Back-propagated gradients of each layer'},
  weightGradients: {axis: 'weight gradient dC/dW', title: 'Weight gradients of each layer'},
};

/** Options of a plot. */
export interface PlotArgs {
  /** What is shown of each layer. @defaultValue `'activations'` */
  of?: Quantity;
  /** What is written above. @defaultValue says what is shown */
  title?: string;
}

/**
 * Checks the options of a plot.
 *
 * @returns Them, with their defaults.
 * @throws TypeError, RangeError when one is wrong.
 */
export function checkPlotArgs(args: PlotArgs, caller: string): Required<PlotArgs> {
  checkArgs(args, {where: caller, known: ['of', 'title']});
  const {of = 'activations'} = args;
  checkOneOf(of, {where: `${caller}: of`, options: Object.keys(QUANTITIES) as Quantity[]});
  const {title = QUANTITIES[of].title} = args;
  if (typeof title === 'string') return {of, title};
  throw argumentError(TypeError, {where: `${caller}: title`, condition: 'a string', got: show(title)});
}

/**
 * Checks that a value is what `layerStatistics` returns, as far as a mistaken argument is told from it.
 *
 * @throws TypeError when it is something else.
 */
export function checkLayers(statistics: unknown, where: string): void {
  if (!Array.isArray(statistics) || statistics.length === 0) {
    throw argumentError(TypeError, {where, condition: 'what layerStatistics returns', got: show(statistics)});
  }
  for (const [place, layer] of (statistics as unknown[]).entries()) {
    const isObject = typeof layer === 'object' && layer !== null;
    if (isObject && Object.keys(QUANTITIES).every((of) => of in layer)) continue;
    throw argumentError(TypeError, {
      where: `${where}[${place}]`,
      condition: 'a LayerStatistics',
      got: show(layer),
    });
  }
}
