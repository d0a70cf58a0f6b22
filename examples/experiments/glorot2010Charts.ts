import {plotHistograms, plotRecords} from 'tfjs-dbn';
import type {Chart, ExperimentArgs} from './Experiment.js';
import {ACTIVATIONS, DATA, finals, STARTS, watchedOf, type Outcomes} from './glorot2010Plan.js';
import {DEPTH, WATCHED} from './glorot2010Trainings.js';
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
        caption: `Test images wrong after so many images, with ${String(DEPTH)} hidden layers, seed 1.`,
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
  return (['activations', 'gradients'] as const).flatMap((of) =>
    STARTS.map((start): Chart => {
      const title = `tanh, ${start}: ${of === 'activations' ? 'activations' : 'back-propagated gradients'} at the start`;
      const [atStart] = watchedOf(outcomes, {activation: 'tanh', start}, args);
      return {
        title,
        caption: `Of ${String(WATCHED)} test images of Shapeset-3x2, layer by layer.`,
        svg: plotHistograms(atStart!.layers.slice(0, DEPTH), {of, title}),
      };
    }),
  );
}

/** What layers do over the training, as in the paper's figures 2 and 3. */
function records(outcomes: Outcomes, args: ExperimentArgs): Chart[] {
  return ACTIVATIONS.map((activation): Chart => {
    const title = `${activation}, standard: activations over the training`;
    const points = watchedOf(outcomes, {activation, start: 'standard'}, args);
    const shown = points.map((point) => ({...point, layers: point.layers.slice(0, DEPTH)}));
    return {
      title,
      caption: `Mean, standard deviation and 98th percentile of ${String(WATCHED)} test images of Shapeset-3x2, layer by layer.`,
      svg: plotRecords(shown, {title}),
    };
  });
}
