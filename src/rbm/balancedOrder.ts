/**
 * Spreads the rows of each class evenly over an order, so that each batch has its share of every class, to within one row.
 *
 * Source: Hinton 2010, section 4.
 *
 * @param order - The rows in random order.
 * @param classes - The class of each row.
 * @returns The rows in another order; those of one class follow each other as before.
 */
export function balancedOrder(order: Int32Array, classes: Int32Array): Int32Array {
  const rows = order.length;
  const sizes = new Map<number, number>();
  for (const row of order) sizes.set(classes[row]!, (sizes.get(classes[row]!) ?? 0) + 1);
  // The i-th of n rows of a class goes to the place (i + 1/2) / n of the whole; sorted by counting, since rows may be millions.
  const seen = new Map<number, number>();
  const places = Int32Array.from(order, (row) => {
    const label = classes[row]!;
    const before = seen.get(label) ?? 0;
    seen.set(label, before + 1);
    return Math.floor(((before + 0.5) / sizes.get(label)!) * rows);
  });
  const starts = new Int32Array(rows + 1);
  for (const place of places) starts[place + 1]!++;
  for (let place = 0; place < rows; ++place) starts[place + 1]! += starts[place]!;
  const balanced = new Int32Array(rows);
  for (const [index, place] of places.entries()) balanced[starts[place]!++] = order[index]!;
  return balanced;
}
