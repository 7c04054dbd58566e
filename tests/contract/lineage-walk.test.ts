import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Direction, QueryFilters } from '../../src/api/generated/sagemaker-types.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { type LineageWorld, openLineageWorld, SCOPE } from '../support/lineage-world.ts';
import { forEachStore } from '../support/stores.ts';

const TYPES = ['DataSet', 'Model', 'Image'];
/** So small that every graph meets every bound: slices of one vertex, halved batches, pages that end early. */
const SMALL = { stepsMax: 7, batchEdges: 3, batchVertices: 4, verticesDefault: 5 };

interface Question {
  readonly edges: readonly (readonly [number, number])[];
  readonly start: number;
  readonly direction: Direction;
  readonly maxDepth: number;
  readonly maxResults: number | undefined;
  readonly types: readonly string[];
  readonly sameMoment: boolean;
}

const vertex = fc.nat({ max: 11 });
const questions = fc.record({
  edges: fc.uniqueArray(fc.tuple(vertex, vertex), { maxLength: 45, selector: ([from, to]) => `${from}>${to}` }),
  start: vertex,
  direction: fc.constantFrom<Direction>('Both', 'Ascendants', 'Descendants'),
  maxDepth: fc.integer({ min: 1, max: 10 }),
  maxResults: fc.option(fc.integer({ min: 1, max: 13 }), { nil: undefined }),
  types: fc.subarray(TYPES),
  sameMoment: fc.boolean(),
});

/** What a walk should find, by the plainest means. */
function expected({ edges, start, direction, maxDepth, types }: Question) {
  const depths = new Map([[start, 0]]);
  const met = new Set<string>();
  for (let depth = 0; depth < maxDepth; depth++) {
    const level = [...depths].filter(([, found]) => found === depth).map(([one]) => one);
    for (const one of level) {
      for (const [from, to] of edges) {
        const other = direction !== 'Ascendants' && from === one ? to : undefined;
        const upper = direction !== 'Descendants' && to === one ? from : undefined;
        for (const next of [other, upper]) {
          if (next === undefined) continue;
          met.add(`${from}>${to}`);
          if (!depths.has(next)) depths.set(next, depth + 1);
        }
      }
    }
  }
  const isShown = (one: number) => types.length === 0 || types.includes(TYPES[one % TYPES.length] ?? '');
  return {
    vertices: [...depths].filter(([one]) => isShown(one)).map(([one, depth]) => ({ vertex: one, depth })),
    edges: [...met].sort(),
    depths,
  };
}

forEachStore('A walk of any graph', (open, dialect) => {
  let store: SqlStore;
  beforeAll(async () => {
    store = await open();
  });

  /** Records the graph under a name of its own; gives the ARN of each vertex. */
  async function build(world: LineageWorld, { edges, sameMoment }: Question): Promise<string[]> {
    const name = randomLowerId(10);
    return store.transaction(async (tx) => {
      const ends = [];
      for (let i = 0; i < 12; i++) {
        const facts = { uri: `s3://${name}/${i}`, type: TYPES[i % TYPES.length] ?? '' };
        ends.push(await world.recorder.recordArtifact(tx, SCOPE, facts));
      }
      for (const [from, to] of edges) {
        if (!sameMoment) world.clock.advance(1);
        const [source, destination] = [ends[from], ends[to]];
        if (source && destination) {
          await world.recorder.recordEdge(tx, SCOPE, { source, destination, type: 'DerivedFrom' });
        }
      }
      return ends.map((end) => `arn:aws:sagemaker:${SCOPE.region}:${SCOPE.account}:${end.resource}`);
    });
  }

  async function ask(world: LineageWorld, question: Question, arns: readonly string[]) {
    const Filters: QueryFilters = { Types: [...question.types] };
    const vertices: number[] = [];
    const edges: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await world.call('QueryLineage', {
        StartArns: [arns[question.start] ?? ''],
        Direction: question.direction,
        MaxDepth: question.maxDepth,
        Filters,
        MaxResults: question.maxResults,
        NextToken,
      });
      expect(page.Vertices?.length ?? 0).toBeLessThanOrEqual(question.maxResults ?? Number.POSITIVE_INFINITY);
      vertices.push(...(page.Vertices ?? []).map(({ Arn }) => arns.indexOf(Arn ?? '')));
      edges.push(
        ...(page.Edges ?? []).map(
          (edge) => `${arns.indexOf(edge.SourceArn ?? '')}>${arns.indexOf(edge.DestinationArn ?? '')}`,
        ),
      );
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return { vertices, edges };
  }

  for (const [title, walkLimits] of [
    ['with the real bounds', undefined],
    ['with bounds that every page meets', SMALL],
  ] as const) {
    it(`finds what the plainest walk finds, each thing once, the nearest first, ${title}`, async () => {
      const world = openLineageWorld(store, walkLimits ? { walkLimits } : {});
      await fc.assert(
        fc.asyncProperty(questions, async (question) => {
          const arns = await build(world, question);
          const found = await ask(world, question, arns);
          const wanted = expected(question);
          expect([...found.vertices].sort((a, b) => a - b)).toEqual(
            wanted.vertices.map((one) => one.vertex).sort((a, b) => a - b),
          );
          expect([...found.edges].sort()).toEqual(wanted.edges);
          const depths = found.vertices.map((one) => wanted.depths.get(one) ?? 0);
          expect(depths).toEqual([...depths].sort((a, b) => a - b));
        }),
        { numRuns: dialect === 'sqlite' ? 150 : 60 },
      );
    });
  }

  it('reads a vertex with very many edges page by page, and costs the last page no more than the first', async () => {
    const world = openLineageWorld(store);
    const edges = 1500;
    const hub = await store.transaction(async (tx) => {
      const image = await world.recorder.recordArtifact(tx, SCOPE, { uri: `image:${randomLowerId(8)}`, type: 'Image' });
      for (let i = 0; i < edges; i++) {
        const name = `Job-${i}-${randomLowerId(6)}`;
        const arn = `arn:aws:sagemaker:${SCOPE.region}:${SCOPE.account}:experiment-trial-component/${name.toLowerCase()}`;
        const destination = world.recorder.foreignEnd(SCOPE, { arn, name, type: 'SageMakerTrainingJob' });
        await world.recorder.recordEdge(tx, SCOPE, { source: image, destination, type: 'ContributedTo' });
      }
      return `arn:aws:sagemaker:${SCOPE.region}:${SCOPE.account}:${image.resource}`;
    });
    const found = new Set<string>();
    let NextToken: string | undefined;
    let pages = 0;
    do {
      const page = await world.call('QueryLineage', { StartArns: [hub], MaxResults: 50, NextToken });
      for (const { Arn } of page.Vertices ?? []) found.add(Arn ?? '');
      expect(page.Edges?.length).toBeLessThanOrEqual(50);
      NextToken = page.NextToken;
      pages += 1;
    } while (NextToken !== undefined);
    expect(found.size).toBe(edges + 1);
    // All are found by then; that nothing follows from the last of them takes a page that shows none.
    expect(pages).toBeLessThanOrEqual(Math.ceil((edges + 1) / 50) + 1);
    const whole = await world.call('QueryLineage', { StartArns: [hub] });
    expect(whole.Vertices).toHaveLength(500);
  });
});
