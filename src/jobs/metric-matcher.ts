import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Logger } from '../base/logger.ts';
import type { FinalMetric } from './job-events.ts';
import type { MetricDefinition } from './job-spec.ts';
import type { LogLine } from './log-writer.ts';
import { metricRegex } from './metric-regex.ts';

/** Characters of a line that metrics are looked for in. */
const LINE_CHARS_MAX = 4096;
/** How long one definition may take for a batch of lines before it is given up. */
const PATIENCE_MS = 3_000;

/**
 * A pattern can take for ever on a line made for it, and nothing but the end of its thread can interrupt it. So matching
 * happens in a worker. It is source text, because a worker can't load TypeScript on Node 20.
 */
const WORKER_SOURCE = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ source, flags, lines }) => {
  const regex = new RegExp(source, flags);
  parentPort.postMessage(lines.map((line) => {
    const found = regex.exec(line);
    return found && found[1] !== undefined ? found[1] : null;
  }));
});
`;

/** Cuts metrics out of log lines. One worker serves all jobs of the process; it starts at the first use. */
export class MetricMatcher {
  readonly #logger: Logger;
  #worker: Worker | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  /** Patterns that ran out of time. They are not tried again until the server is restarted. */
  readonly #givenUp = new Set<string>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /**
   * Every value that a definition finds, in the order of the lines: one of each line at most. The first group must be a
   * number, else the line does not count.
   */
  async match(definitions: readonly MetricDefinition[], lines: readonly LogLine[]): Promise<FinalMetric[]> {
    const metrics: FinalMetric[] = [];
    const texts = lines.map((line) => line.message.slice(0, LINE_CHARS_MAX));
    for (const { name, regex } of definitions) {
      if (this.#givenUp.has(regex)) continue;
      const captures = await this.#inTurn(() => this.#captures(regex, texts));
      for (const [at, { timestampMs }] of lines.entries()) {
        const text = captures[at] ?? '';
        if (isNumber(text)) metrics.push({ name, value: Number(text), timestampMs });
      }
    }
    return metrics;
  }

  async close(): Promise<void> {
    await this.#turn.catch(() => {});
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn;
    return await turn;
  }

  async #captures(source: string, lines: readonly string[]): Promise<(string | null)[]> {
    const regex = metricRegex(source);
    const worker = this.#worker ?? (await this.#start());
    worker.postMessage({ source: regex.source, flags: regex.flags, lines });
    const answer = await nextMessage(worker);
    if (answer) return answer;
    this.#logger.warn(
      { regex: source },
      'a metric definition took too long on its log lines and is ignored from now on',
    );
    this.#givenUp.add(source);
    this.#worker = undefined;
    await worker.terminate();
    return [];
  }

  async #start(): Promise<Worker> {
    const worker = new Worker(WORKER_SOURCE, { eval: true });
    worker.on('error', (error) => this.#logger.warn({ err: error }, 'the worker that matches metrics failed'));
    worker.unref();
    await once(worker, 'online');
    this.#worker = worker;
    return worker;
  }
}

/** Undefined when it does not come in time. */
async function nextMessage(worker: Worker): Promise<(string | null)[] | undefined> {
  return await new Promise((resolve) => {
    const settle = (captures?: (string | null)[]) => {
      clearTimeout(timer);
      worker.off('message', settle);
      worker.off('exit', fail);
      resolve(captures);
    };
    const fail = () => settle();
    const timer = setTimeout(fail, PATIENCE_MS);
    worker.once('message', settle);
    worker.once('exit', fail);
  });
}

/** JSON, which tells clients of it, has neither NaN nor infinity. */
const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));
