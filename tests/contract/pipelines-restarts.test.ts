import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HeldJob } from '../support/held-jobs.ts';
import { tagOf } from '../support/held-jobs.ts';
import { conditionStep, processingStep, trainingStep } from '../support/pipeline-steps.ts';
import { openPipelineWorld, type PipelineWorld } from '../support/pipeline-world.ts';
import { forEachStore } from '../support/stores.ts';

/** One node of a random pipeline; its dependencies are nodes before it. */
interface Node {
  readonly kind: 'Training' | 'Processing' | 'Condition';
  readonly dependsOn: readonly number[];
  /** Depend by referring to a property instead of by name. */
  readonly byReference: boolean;
  /** What a condition comes out as. */
  readonly outcome: boolean;
  /** Milliseconds that the job takes; 0 has it end within its create call. */
  readonly durationMs: number;
}

const nodes = fc
  .array(
    fc.record({
      kind: fc.constantFrom('Training', 'Training', 'Processing', 'Condition'),
      dependsOn: fc.array(fc.nat({ max: 8 }), { maxLength: 3 }),
      byReference: fc.boolean(),
      outcome: fc.boolean(),
      durationMs: fc.constantFrom(0, 0, 1, 5, 20),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map((drawn): Node[] =>
    drawn.map((node, index) => ({
      ...node,
      kind: node.kind as Node['kind'],
      dependsOn: index === 0 ? [] : [...new Set(node.dependsOn.map((other) => other % index))],
    })),
  );

const nameOf = (index: number) => `S${index}`;

/** A condition has a training step in either branch: `S3-yes` and `S3-no`. */
function definitionOf(drawn: readonly Node[]) {
  const steps = drawn.map((node, index) => {
    const references = node.dependsOn.map((other) => ({ Get: propertyOf(drawn, other) }));
    const byName = { DependsOn: node.dependsOn.map(nameOf) };
    const joined = { 'Std:Join': { On: '-', Values: ['x', ...references] } };
    if (node.kind === 'Condition') {
      const equals = { Type: 'Equals', LeftValue: node.outcome, RightValue: true };
      const branch = (suffix: string) => [trainingStep(`${nameOf(index)}-${suffix}`)];
      return conditionStep(nameOf(index), [equals], branch('yes'), branch('no'), byName);
    }
    const step = node.byReference ? {} : byName;
    const environment = { Environment: { DEPENDENCIES: node.byReference ? joined : 'x' } };
    return node.kind === 'Training'
      ? trainingStep(nameOf(index), step, environment)
      : processingStep(nameOf(index), step, environment);
  });
  return { Steps: steps };
}

const propertyOf = (drawn: readonly Node[], index: number) =>
  `Steps.${nameOf(index)}.${{ Training: 'TrainingJobName', Processing: 'ProcessingJobName', Condition: 'Outcome' }[drawn[index]?.kind ?? 'Training']}`;

/** Every step that must run, with the job steps that must have ended before it starts. */
function expectedSteps(drawn: readonly Node[]): Map<string, string[]> {
  const expected = new Map<string, string[]>();
  for (const [index, node] of drawn.entries()) {
    expected.set(nameOf(index), node.dependsOn.map(nameOf));
    if (node.kind === 'Condition') expected.set(`${nameOf(index)}-${node.outcome ? 'yes' : 'no'}`, [nameOf(index)]);
  }
  return expected;
}

const stepOf = (job: HeldJob) => tagOf(job, 'sagemaker:pipeline-step-name') ?? '';
const executionOf = (job: HeldJob) => tagOf(job, 'sagemaker:pipeline-execution-arn') ?? '';

forEachStore('Pipelines of any shape', (open) => {
  let world: PipelineWorld;
  beforeAll(async () => {
    world = await openPipelineWorld(await open());
  });
  afterAll(() => world.close());

  /** Runs a drawn pipeline; `onCreated` is told of every job as it is made. Gives the jobs of the execution. */
  async function run(drawn: readonly Node[], onCreated: (nth: number) => void = () => {}): Promise<HeldJob[]> {
    const ended = new Set<string>();
    const early: string[] = [];
    const expected = expectedSteps(drawn);
    let made = 0;
    world.jobs.fate = (job) => {
      const step = stepOf(job);
      const durationMs = drawn[Number(/\d+/.exec(step)?.[0])]?.durationMs ?? 0;
      const waitsFor = expected.get(step) ?? [];
      for (const name of waitsFor) {
        const isJob = drawn[Number(name.slice(1))]?.kind !== 'Condition' || name.includes('-');
        if (isJob && !ended.has(name)) early.push(`${step} before ${name}`);
      }
      if (durationMs > 0) {
        setTimeout(() => {
          ended.add(step);
          void world.jobs.finish(job, 'Completed');
        }, durationMs);
        return 'hold';
      }
      ended.add(step);
      return { status: 'Completed' };
    };
    world.jobs.onCreated = () => onCreated(made++);
    const arn = await world.startExecution(await world.create(definitionOf(drawn)));
    const { PipelineExecutionStatus: status } = await world.ended(arn);
    const steps = await world.steps(arn);
    expect(status).toBe('Succeeded');
    expect(Object.keys(steps).sort()).toEqual([...expected.keys()].sort());
    expect(Object.values(steps).every(({ StepStatus }) => StepStatus === 'Succeeded')).toBe(true);
    expect(early).toEqual([]);
    return [...world.jobs.jobs.values()].filter((job) => executionOf(job) === arn);
  }

  const jobSteps = (drawn: readonly Node[]) =>
    [...expectedSteps(drawn).keys()]
      .filter((name) => name.includes('-') || drawn[Number(name.slice(1))]?.kind !== 'Condition')
      .sort();

  it('run every step once, after all that it depends on', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, async (drawn) => {
        const jobs = await run(drawn);
        expect(jobs.map(stepOf).sort()).toEqual(jobSteps(drawn));
      }),
      { numRuns: 40 },
    );
  });

  it('start nothing twice and lose nothing when the server is killed again and again', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 4 }), async (drawn, deaths) => {
        const restarts: Promise<void>[] = [];
        const jobs = await run(drawn, (nth) => {
          if (!deaths.includes(nth)) return;
          world.kill();
          restarts.push(new Promise((done) => setTimeout(() => done(world.restart()), nth)));
        });
        await Promise.all(restarts);
        expect(jobs.map(stepOf).sort()).toEqual(jobSteps(drawn));
      }),
      { numRuns: 25 },
    );
    // Lives did end between a job's creation and the commit that knows of it: later ones asked again and adopted it.
    expect(world.jobs.attempts.length).toBeGreaterThan(world.jobs.jobs.size);
  });
});
