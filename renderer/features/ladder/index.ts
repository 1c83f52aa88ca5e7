export { LadderView } from './LadderView.tsx';
