/** What `RBM.health` tells of a machine. */
export interface HealthReport {
  /** How many rows were looked at. */
  rows: number;
  /** Of the mean of each hidden unit given each row, `[numHidden]` each. */
  activity: {mean: Float64Array; deviation: Float64Array; max: Float64Array};
  /** The length of each hidden unit's vector of weights, `[numHidden]`. */
  weightNorms: Float32Array;
  /** The largest absolute value of each hidden unit's weights, `[numHidden]`. */
  largestWeights: Float32Array;
  /** Of the rows' free energies, in nats. */
  freeEnergy: {mean: number; deviation: number};
  /**
   * By what share of their length the last step changed the weights; about 0.001 is good (Hinton 2010, section 7), and 0.01
   * usual early on. Undefined where no step is known: before training, of a loaded machine, and after early stopping has given
   * back the parameters of another epoch.
   */
  updateRatio: number | undefined;
  /** What is wrong; empty for a machine in good health. */
  findings: Finding[];
}

/** One thing that is wrong. */
export interface Finding {
  problem:
    | 'nothingLearned'
    | 'deadUnits'
    | 'saturatedUnits'
    | 'duplicateUnits'
    | 'constantColumns'
    | 'updateRatio'
    | 'explodingWeights'
    | 'explodingFreeEnergy';
  /** The hidden units concerned, counted from 0, where it concerns some. */
  units?: number[];
  /** The columns of the data concerned, counted from 0, where it concerns some. */
  columns?: number[];
  /** What it is, and what helps, in a line. */
  advice: string;
}

/** What is measured before it is judged. */
export type Measures = Omit<HealthReport, 'findings'>;
