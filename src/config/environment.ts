import type { Environment } from './settings.ts';

/** The variables that this process was started with. The only place that looks at them. */
export function processEnvironment(): Environment {
  return process.env;
}
