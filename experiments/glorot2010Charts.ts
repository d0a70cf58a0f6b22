import {plotHistograms, plotRecords} from 'tfjs-dbn';
import type {Chart, ExperimentArgs} from './Experiment.js';
import {ACTIVATIONS, DATA, finals, PAPER_STARTS, STARTS, watchedOf, type Outcomes} from './glorot2010Plan.js';
import {DEPTH, WATCHED, type Start} from './glorot2010Trainings.js';
import type {GlorotData} from './glorotImages.js';
import {outcomeOf} from './keyOf.js';
import {lineChart} from './lineChart.js';

/** The pictures of the report. */
export async function charts(outcomes: Outcomes, args: ExperimentArgs): Promise<Chart[]> {
  return [...(await curves(outcomes, args)), ...histograms(outcomes, args), ...records(outcomes, args)];
}

/** Error curves, as in the paper's figures 11 and 12, and of the starts that it lacks. */
function curves(outcomes: Outcomes, args: ExperimentArgs): Promise<Chart[]> {
  const charts = DATA.flatMap((data) =>
    ACTIVATIONS.map(async (activation): Promise<Chart> => {
      const series = STARTS.map((start) => {
        const [first] = finals(outcomes, {data, activation, start}, args);
        const {curve} = outcomeOf(outcomes, first!)!.result!;
        return {name: start, points: curve.map(({examples, testError}) => ({x: examples, y: testError}))};
      });
      return {
        title: `${data}, ${activation}`,
        caption: `Test images wrong after so many images, with ${DEPTH} hidden layers, seed 1.`,
        svg: await lineChart(series, {
          x: 'images seen',
          y: 'wrong, %',
          isLog: true,
          legend: 'start',
          height: 240,
        }),
      };
    }),
  );
  return Promise.all(charts);
}

/** What layers do at the start, as in the paper's figures 6 and 7. */
function histograms(outcomes: Outcomes, args: ExperimentArgs): Chart[] {
  return DATA.flatMap((data) =>
    (['activations', 'gradients'] as const).flatMap((of) =>
      STARTS.map((start): Chart => {
        const title = `${data}, tanh, ${start}: ${of === 'activations' ? 'activations' : 'back-propagated gradients'} at the start`;
        const [atStart] = watchedOf(outcomes, {data, activation: 'tanh', start}, args);
        return {
          title,
          caption: `Of ${WATCHED} test images, layer by layer.`,
          svg: plotHistograms(atStart!.layers.slice(0, DEPTH), {of, title}),
          isOnPageOnly: !isOfPaper(data, start),
        };
      }),
    ),
  );
}

/** What layers do over the training, as in the paper's figures 2 and 3, and from its own start. */
function records(outcomes: Outcomes, args: ExperimentArgs): Chart[] {
  return DATA.flatMap((data) =>
    PAPER_STARTS.flatMap((start) =>
      ACTIVATIONS.map((activation): Chart => {
        const title = `${data}, ${activation}, ${start}: activations over the training`;
        const points = watchedOf(outcomes, {data, activation, start}, args);
        const shown = points.map((point) => ({...point, layers: point.layers.slice(0, DEPTH)}));
        return {
          title,
          caption: `Mean, standard deviation and 98th percentile of ${WATCHED} test images, layer by layer.`,
          svg: plotRecords(shown, {title}),
          isOnPageOnly: start !== 'standard' || !isOfPaper(data, start),
        };
      }),
    ),
  );
}

/** Whether the paper has a picture of the same. */
function isOfPaper(data: GlorotData, start: Start): boolean {
  return data === 'Shapeset-3x2' && PAPER_STARTS.includes(start);
}
