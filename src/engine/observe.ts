/**
 * Looks into a learner's machine and tells, as long as somebody watches, what lies and happens there: layers, lives of
 * containers, processes, traffic. It knows nothing about learners, HTTP or how any of it is drawn.
 */
export { Observation, type Watcher } from './observe/observation.ts';
