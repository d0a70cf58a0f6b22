import {layerCourse, layerHistograms} from '../examples/lib/layerCharts.js';
import {toSvg} from '../examples/lib/toSvg.js';
import type {Chart, ExperimentArgs} from './Experiment.js';
import {ACTIVATIONS, DATA, finals, PAPER_STARTS, STARTS, watchedOf, type Outcomes} from './glorot2010Plan.js';
import {DEPTH, WATCHED, type Start} from './glorot2010Trainings.js';
import type {GlorotData} from './glorotImages.js';
import {outcomeOf} from './keyOf.js';
import {lineChart} from './lineChart.js';

/** The pictures of the report. */
export async function charts(outcomes: Outcomes, args: ExperimentArgs): Promise<Chart[]> {
  const drawn = [curves, histograms, courses].map((draw) => draw(outcomes, args));
  return (await Promise.all(drawn)).flat();
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
function histograms(outcomes: Outcomes, args: ExperimentArgs): Promise<Chart[]> {
  const charts = DATA.flatMap((data) =>
    (['activations', 'gradients'] as const).flatMap((of) =>
      STARTS.map(async (start): Promise<Chart> => {
        const values = of === 'activations' ? 'activation' : 'back-propagated gradient';
        const title = `${data}, tanh, ${start}: ${values}s at the start`;
        const layers = watchedOf(outcomes, {data, activation: 'tanh', start}, args).start;
        const spec = layerHistograms(
          layers.map((layer) => ({name: layer.name, ...layer[of]})),
          {title, values},
        );
        return {
          title,
          caption: `Of ${WATCHED} test images, layer by layer.`,
          svg: await toSvg(spec),
          isOnPageOnly: !isOfPaper(data, start),
        };
      }),
    ),
  );
  return Promise.all(charts);
}

/** What layers do over the training, as in the paper's figures 2 and 3, and from its own start. */
function courses(outcomes: Outcomes, args: ExperimentArgs): Promise<Chart[]> {
  const charts = DATA.flatMap((data) =>
    PAPER_STARTS.flatMap((start) =>
      ACTIVATIONS.map(async (activation): Promise<Chart> => {
        const title = `${data}, ${activation}, ${start}: activations over the training`;
        const {course} = watchedOf(outcomes, {data, activation, start}, args);
        return {
          title,
          caption: `Mean, standard deviation and 98th percentile of ${WATCHED} test images, layer by layer.`,
          svg: await toSvg(layerCourse(course, {title, values: 'activation', at: 'images seen'})),
          isOnPageOnly: start !== 'standard' || !isOfPaper(data, start),
        };
      }),
    ),
  );
  return Promise.all(charts);
}

/** Whether the paper has a picture of the same. */
function isOfPaper(data: GlorotData, start: Start): boolean {
  return data === 'Shapeset-3x2' && PAPER_STARTS.includes(start);
}
