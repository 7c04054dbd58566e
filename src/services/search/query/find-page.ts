import { fewestCandidates } from './candidates.ts';
import { gather } from './gather.ts';
import type { FoundPage, Position } from './page.ts';
import { planSearch, type SearchQuestion } from './search-plan.ts';
import { walk } from './walk.ts';

/**
 * Up to so many candidates are sorted for each page. With more of them a walk in the order asked for meets results soon:
 * in a million resources, one in two hundred is one.
 */
const GATHERED_MAX = 5000;

/** A page of the documents that an index has for a question, from a position on. */
export async function findPage(question: SearchQuestion, after: Position | undefined): Promise<FoundPage> {
  const plan = await planSearch(question);
  const candidates = await fewestCandidates(plan, GATHERED_MAX);
  return candidates ? gather(plan, candidates, after) : walk(plan, after);
}
