import type { PageTokens } from '../../api/page-tokens.ts';
import type { ExecutionParts } from './executions/execution-parts.ts';

/** What the domain's operations are built from. */
export interface PipelinesParts extends ExecutionParts {
  readonly tokens: PageTokens;
}
