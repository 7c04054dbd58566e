import { fewestCandidates } from './candidates.ts';
import { gather } from './gather.ts';
import type { FoundPage, Position } from './page.ts';
import { planSearch, type SearchQuestion } from './search-plan.ts';
import { walk } from './walk.ts';

/** How much a page may cost. */
export interface SearchLimits {
  /**
   * Up to so many candidates are sorted for each page. With more of them a walk in the order asked for meets results
   * soon: in a million resources, one in three hundred is one.
   */
  readonly gatheredMax: number;
  /**
   * Looks at single properties that a walk may take. A page that has not found enough by then is a short one, and the
   * next call goes on from there: so no call takes long, whatever it asks for.
   */
  readonly looksMax: number;
}

const SEARCH_LIMITS: SearchLimits = { gatheredMax: 3000, looksMax: 8000 };

/** A page of the documents that an index has for a question, from a position on. */
export async function findPage(
  question: SearchQuestion,
  after: Position | undefined,
  limits: SearchLimits = SEARCH_LIMITS,
): Promise<FoundPage> {
  const plan = await planSearch(question);
  const candidates = await fewestCandidates(plan, limits.gatheredMax);
  return candidates ? gather(plan, candidates, after) : walk(plan, after, limits.looksMax);
}
