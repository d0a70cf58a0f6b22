// The kernels for a single thread, whose memory is its own: compiled without the instructions of threads, they run where nothing
// can be shared.
export {addActive, addColumns, beginStep, countTasks, countTogether, run, setPlan} from './index';
