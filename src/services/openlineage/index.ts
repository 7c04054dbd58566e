export { LineageRoute, type LineageRouteParts } from './incoming/lineage-route.ts';
export { outgoingTarget } from './outgoing-targets.ts';
export type { RunFacts, RunIdentity, RunRecorder, RunState } from './run-facts.ts';
export { runRecorder } from './run-recorder.ts';
