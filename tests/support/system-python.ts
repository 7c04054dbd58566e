import type { ImageResolver, PreparedRuntime } from '../../src/runners/image-resolver.ts';

/** The image that tests name. */
export const IMAGE = 'registry.test/system-python:3';

const PREPARED: PreparedRuntime = {
  environment: { PATH: '/usr/bin:/bin' },
  mounts: [],
  trainCommand: ['/bin/sh', '-c', 'exec /usr/bin/python3 /opt/ml/code/*.py'],
  serveCommand: ['/usr/bin/python3', '/opt/ml/code/serve.py'],
  scriptMode: true,
};

/**
 * Runs one image on this machine's own Python: what a user gets who names an interpreter instead of having an
 * environment built. Its train command runs the one script of the job.
 */
export const systemPython: ImageResolver = {
  resolve: (image) => (image === IMAGE ? { name: 'system-python', image } : undefined),
  explainUnresolved: (image) => `The image ${image} can not be run here.`,
  prepare: async (_runtime, onProgress) => {
    onProgress?.('Looking for Python');
    return PREPARED;
  },
};
