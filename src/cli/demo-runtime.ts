import { fileURLToPath } from 'node:url';
import { InvariantError } from '../base/errors.ts';
import { silentLogger } from '../base/logger.ts';
import { createPythonRuntimes } from '../runners/runtimes/python-runtimes.ts';

const PYTHON_DIR = fileURLToPath(new URL('../../python', import.meta.url));
/** The image that examples/quickstart names. */
const IMAGE = 'sagemaker-scikit-learn:1.2-1-cpu-py3';

/**
 * Builds the demo's Python runtime and shows how it goes. The server would do it at the first job, where it would look
 * like a slow job. Quick when it is there already. Throws RunnerError.
 */
export async function prepareDemoRuntime(options: { cacheDir: string; python: string | undefined }): Promise<void> {
  const { cacheDir, python } = options;
  const images = createPythonRuntimes({
    cacheDir,
    pythonDir: PYTHON_DIR,
    ...(python === undefined ? {} : { interpreter: python }),
    logger: silentLogger,
  });
  const runtime = images.resolve(IMAGE);
  if (!runtime) throw new InvariantError(`no runtime stands for ${IMAGE}`);
  await images.prepare(runtime, (line) => console.log(`  ${line}`));
}
