export {fastWasmMatMul, type FastWasmMatMulArgs} from './wasmBackend/fastWasmMatMul.js';
export {DBN} from './dbn/DBN.js';
export type {DBNArgs} from './dbn/DBNArgs.js';
export type {ForModelArgs} from './dbn/layers/forModel.js';
export type {
  DatasetLayerArgs,
  LayerArgs,
  PretrainArgs,
  PretrainCallback,
  PretrainDatasetArgs,
  PretrainOptions,
} from './dbn/pretraining/PretrainArgs.js';
export type {Autoencoder} from './dbn/layers/toAutoencoder.js';
export type {DenseArgs, ToSequentialArgs} from './dbn/layers/toSequential.js';
export type {UpDownArgs, UpDownOptions} from './dbn/upDown/UpDownArgs.js';
export type {Distribution, Histogram} from './diagnostics/distribution.js';
export {
  layerRecorder,
  LayerRecorder,
  type LayerRecord,
  type LayerRecorderArgs,
} from './diagnostics/layerRecorder.js';
export {
  layerStatistics,
  type LayerStatistics,
  type LayerStatisticsArgs,
} from './diagnostics/layerStatistics.js';
export type {PartArgs, UnitsArgs} from './energy/Units.js';
export type {UnitType} from './energy/UnitKind.js';
export type {
  CenteringArgs,
  CenteringName,
  EstimatorArgs,
  EstimatorName,
  FpcdArgs,
  LearningArgs,
  ObjectiveArgs,
  ObjectiveName,
  PcdArgs,
  Reconstruction,
  SparsityArgs,
  TemperingArgs,
} from './engine/LearningArgs.js';
export type {EngineChoiceArgs, EngineName} from './engine/newEngine.js';
export * from './initializers/index.js';
export {fileSystem} from './io/fileSystem.js';
export type {LogPartition} from './likelihood/findLogPartition.js';
export type {Dataset, DatasetArgs} from './rbm/data/Dataset.js';
export type {Logs} from './rbm/evaluation/Logs.js';
export type {Callbacks} from './rbm/training/callbackList.js';
export type {CheckpointArgs} from './rbm/training/checkCheckpoint.js';
export type {EarlyStoppingArgs} from './rbm/training/earlyStopping.js';
export type {
  BatchArgs,
  CallArgs,
  CheckpointedArgs,
  EpochArgs,
  FitArgs,
  FitDatasetArgs,
  FitOptions,
  LabelArgs,
  SplitArgs,
  TrainingArgs,
  ValidationData,
} from './rbm/training/FitArgs.js';
export type {Finding, HealthReport} from './rbm/evaluation/health/HealthReport.js';
export type {LogPartitionArgs} from './rbm/evaluation/logPartition.js';
export type {EvaluateArgs, MetricArgs} from './rbm/evaluation/evaluate.js';
export type {MetricName} from './rbm/evaluation/monitors/Metric.js';
export type {MonitorArgs} from './rbm/evaluation/monitors/monitors.js';
export type {WeightList} from './rbm/state/checkWeights.js';
export {RBM, type RBMArgs} from './rbm/RBM.js';
export type {
  Clamped,
  SampleArgs,
  SamplesArgs,
  StackSampleArgs,
  StackSamplesArgs,
} from './rbm/sampling/SampleArgs.js';
export type {Schedule} from './rbm/training/Schedule.js';
export type {ScoreArgs} from './rbm/evaluation/score.js';
