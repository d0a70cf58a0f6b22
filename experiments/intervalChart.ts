import type {TopLevelSpec} from 'vega-lite';
import {toSvg} from '../examples/lib/toSvg.js';
import type {MeanAndInterval} from './meanAndInterval.js';

/** An error of a network on a task, in percent. */
export interface Point extends MeanAndInterval {
  task: string;
  model: string;
  /** What the paper has, if it has that. */
  paper: number | undefined;
}

/** Draws errors with their intervals, a panel a task, beside those of a paper, as an SVG picture. */
export function intervalChart(points: readonly Point[]): Promise<string> {
  const models = [...new Set(points.map(({model}) => model))];
  const values = points.map(({mean, halfWidth, ...point}) => ({
    ...point,
    mean,
    low: mean - halfWidth,
    high: mean + halfWidth,
  }));
  const y = {type: 'nominal', field: 'model', sort: models, title: null} as const;
  const color = {field: 'model', type: 'nominal', sort: models, legend: null} as const;
  const spec: TopLevelSpec = {
    data: {values},
    columns: 2,
    facet: {field: 'task', type: 'nominal', sort: [...new Set(points.map(({task}) => task))], title: null},
    resolve: {scale: {x: 'independent'}},
    spec: {
      width: 280,
      height: 90,
      layer: [
        {
          mark: {type: 'rule', strokeWidth: 3},
          encoding: {
            x: {field: 'low', type: 'quantitative', title: 'wrong, %', scale: {zero: true}},
            x2: {field: 'high'},
            y,
            color,
          },
        },
        {
          mark: {type: 'point', filled: true, size: 70},
          encoding: {x: {field: 'mean', type: 'quantitative', title: 'wrong, %'}, y, color},
        },
        {
          transform: [{filter: 'isValid(datum.paper)'}],
          mark: {type: 'point', shape: 'M-1,-1L1,1M-1,1L1,-1', size: 90, strokeWidth: 1.5, color: '#222'},
          encoding: {x: {field: 'paper', type: 'quantitative', title: 'wrong, %'}, y},
        },
      ],
    },
  };
  return toSvg(spec);
}
