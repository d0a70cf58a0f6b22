/** Numbers about a batch, an epoch or a layer, by their names. */
export type Logs = Record<string, number>;
