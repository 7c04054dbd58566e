/** Waits for the work until the signal aborts; then throws its reason. The work goes on, and its outcome is dropped. */
export async function abandonable<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let abandon = () => {};
  const abandoned = new Promise<never>((_, reject) => {
    abandon = () => reject(signal.reason);
    signal.addEventListener('abort', abandon, { once: true });
    if (signal.aborted) abandon();
  });
  try {
    return await Promise.race([abandoned, work]);
  } finally {
    signal.removeEventListener('abort', abandon);
  }
}

/**
 * Waits for the work, but no longer than that: false when it goes on. Throws what it throws in time, and drops what it
 * throws later.
 */
export async function settledWithin(work: Promise<unknown>, forMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), forMs);
  });
  try {
    return await Promise.race([work.then(() => true), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
