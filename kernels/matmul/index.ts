export {multiply, help} from './share';
