/**
 * Which part of `src/` may import from which, types included: from those on lower floors alone. So arrows point one way, and there
 * is no circle. `npm run lint` checks it.
 */
const FLOORS = [
  ['index.ts'],
  ['dbn/DBN.ts'],
  ['dbn/layers/', 'dbn/pretraining/', 'dbn/sampling/', 'dbn/upDown/', 'diagnostics/'],
  ['dbn/saving/'],
  ['dbn/stack/', 'dbn/DBNArgs.ts'],
  ['rbm/RBM.ts'],
  ['rbm/training/', 'rbm/sampling/'],
  ['rbm/evaluation/', 'rbm/saving/'],
  ['rbm/data/'],
  ['rbm/state/'],
  ['engine/', 'likelihood/', 'layers/', 'initializers/'],
  ['energy/', 'rows/', 'io/'],
  ['wasmBackend/', 'random/'],
  ['options.ts', 'progress.ts', 'kernelRecords.ts'],
  ['check.ts', 'platform/'],
];

const pathOf = (parts) => `^src/(${parts.join('|').replaceAll('.', '\\.')})`;

module.exports = {
  forbidden: [
    {name: 'circle', severity: 'error', from: {}, to: {circular: true}},
    {
      name: 'not-on-a-floor',
      comment: 'A new folder of src/ needs a place in FLOORS.',
      severity: 'error',
      from: {path: '^src/', pathNot: pathOf(FLOORS.flat())},
      to: {},
    },
    ...FLOORS.flatMap((floor, level) =>
      floor.flatMap((room) => {
        const others = [...FLOORS.slice(0, level).flat(), ...floor.filter((other) => other !== room)];
        if (others.length === 0) return [];
        return {
          name: `up-from-${room}`,
          comment: 'It may import from itself and from lower floors.',
          severity: 'error',
          from: {path: pathOf([room])},
          to: {path: pathOf(others)},
        };
      }),
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: {fileName: 'tsconfig.json'},
    enhancedResolveOptions: {extensions: ['.ts', '.js']},
  },
};
