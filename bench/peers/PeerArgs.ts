/** What a contestant is told: its one argument, as JSON. */
export interface PeerArgs {
  /** A file of `rows` x `sizes[0]` numbers, float32, little endian, row by row. */
  data: string;
  /** A file of the rows' classes, a byte each. */
  labels: string;
  /** The file to write hidden probabilities to. */
  features?: string;
  rows: number;
  /** The units of each layer, those of the data first. */
  sizes: readonly [number, ...number[]];
  visible: 'bernoulli' | 'gaussian';
  estimator: 'cd' | 'pcd';
  batchSize: number;
  learningRate: number;
  momentum: number;
  weightDecay: number;
  threads: number;
  seed: number;
  /** tfjs's backend. */
  backend: 'cpu' | 'wasm' | 'tensorflow';
  /** Whether `fastWasmMatMul` is used. */
  fastMatMul: boolean;
}

/** Returns the arguments of this process. */
export function peerArgs(): PeerArgs {
  return JSON.parse(process.argv[2]!) as PeerArgs;
}
