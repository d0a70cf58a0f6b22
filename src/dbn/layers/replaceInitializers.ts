import {layers, type LayersModel} from '@tensorflow/tfjs-layers';
import type {VarianceScaling} from '../../initializers/varianceScaling.js';

/**
 * Puts tfjs's own initializers in the place of ours, in the layers of a model and in the layers that those are made of. What
 * tfjs saves of the model can then be loaded where this package is not.
 *
 * The weights must have been drawn, and stay as they are: from then on, initializers count only for a model that is made anew
 * from the configuration.
 */
export function replaceInitializers(model: LayersModel): void {
  const visited = new Set<layers.Layer>();
  let replaced = 0;
  const visit = (layer: layers.Layer): void => {
    if (visited.has(layer)) return;
    visited.add(layer);
    for (const [name, value] of Object.entries(layer) as [string, unknown][]) {
      if (isOurs(value)) {
        const initializer = value.toTfjs({shape: shapeOfWeight(layer, name), place: replaced++});
        Object.assign(layer, {[name]: initializer});
      }
      // The layer in a wrapper, the cell of a recurrent layer, the layers of a model.
      for (const part of [value].flat()) if (part instanceof layers.Layer) visit(part);
    }
  };
  visit(model);
}

/** By its members: where the package was both imported and required, there are two classes of each name. */
function isOurs(value: unknown): value is VarianceScaling {
  return typeof (value as Partial<VarianceScaling> | null | undefined)?.toTfjs === 'function';
}

/** The shape of the weight that `kernelInitializer`, `recurrentInitializer` and so on have drawn, where there is one. */
function shapeOfWeight(layer: layers.Layer, initializer: string): number[] | undefined {
  const stem = initializer.replace(/Initializer$/, '');
  const weights = layer as unknown as Partial<Record<string, {shape?: number[]} | null>>;
  return (weights[stem] ?? weights[`${stem}Kernel`])?.shape;
}
