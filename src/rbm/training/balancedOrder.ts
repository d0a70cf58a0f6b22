import {breather} from '../../platform/nextTask.js';

/** Rows that are looked at before the event loop may run: a few milliseconds. */
const PORTION = 2 ** 15;

/**
 * Spreads the rows of each class evenly over an order, so that each batch has its share of every class, to within two rows. Does not block the event loop.
 *
 * Source: Hinton 2010, section 4.
 *
 * @param order - The rows in random order.
 * @param classes - The class of each row.
 * @returns The rows in another order; those of one class follow each other as before.
 */
export async function balancedOrder(order: Int32Array, classes: Int32Array): Promise<Int32Array> {
  const rows = order.length;
  const breathe = breather();
  const eachRow = async (visit: (index: number) => void): Promise<void> => {
    for (let index = 0; index < rows; ++index) {
      visit(index);
      if (index % PORTION === 0) await breathe();
    }
  };
  const sizes = new Map<number, number>();
  await eachRow((index) => {
    const label = classes[order[index]!]!;
    sizes.set(label, (sizes.get(label) ?? 0) + 1);
  });
  // The i-th of n rows of a class goes to the place (i + 1/2) / n of the whole; sorted by counting, since rows may be millions.
  const seen = new Map<number, number>();
  const places = new Int32Array(rows);
  const starts = new Int32Array(rows + 1);
  await eachRow((index) => {
    const label = classes[order[index]!]!;
    const before = seen.get(label) ?? 0;
    seen.set(label, before + 1);
    places[index] = Math.floor(((before + 0.5) / sizes.get(label)!) * rows);
    starts[places[index] + 1]!++;
  });
  await eachRow((place) => (starts[place + 1]! += starts[place]!));
  const balanced = new Int32Array(rows);
  await eachRow((index) => (balanced[starts[places[index]!]!++] = order[index]!));
  return balanced;
}
