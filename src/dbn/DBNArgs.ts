import type {PartArgs, UnitsArgs} from '../energy/Units.js';

/** Options of {@link DBN}. */
export interface DBNArgs {
  /** The units of the data: a number of binary ones, `{units, type}` for others, or a list of both, side by side. */
  visible: UnitsArgs;
  /** The hidden layers, the lowest first: numbers of binary units, or `{units, type}`. */
  hidden: readonly PartArgs[];
  /**
   * How many classes the data have, an integer >= 2: label units beside the last but one layer, in the visible layer of the
   * top machine, of which one is 1.
   *
   * @defaultValue none
   */
  classes?: number;
  /**
   * The standard deviation of the normal distribution, of mean 0, that the first weights of every machine are drawn from, a number > 0.
   *
   * @defaultValue 0.01 (Hinton 2010, section 8)
   */
  initialDeviation?: number;
  /** An integer >= 0 that fixes the first weights and all noise; 0 is a seed like any other. @defaultValue a new one */
  seed?: number;
}
