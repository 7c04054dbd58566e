import { ServiceError } from '../base/errors.ts';
import { type OperationFacts, type ServiceModel, shapeOf } from './model.ts';
import { pathSegment, type Violation, violationText } from './validator-trail.ts';

export const NOT_NULL = 'Member must not be null';

/** Each service has its own code for one and the same sentence. Undefined when nothing counts as wrong. */
export function validationError(
  model: ServiceModel,
  operation: OperationFacts,
  violations: readonly Violation[],
): ServiceError | undefined {
  if (violations.length === 0) return undefined;
  if (model.service.protocol === 'rest-xml') return missingPartError(model, operation, violations);
  const code = VALIDATION_CODES.find((candidate) => operation.errors.includes(candidate));
  const fallback = model.service.protocol === 'query' ? 'ValidationError' : 'ValidationException';
  return new ServiceError(code ?? fallback, violationText(violations));
}

const VALIDATION_CODES = ['ValidationError', 'ValidationException', 'InvalidParameterException'];

/**
 * S3 judges values in its operations, with a code for each; of the model it takes only what must be there. What is missing
 * was missing from the document, or from the headers and parameters.
 */
function missingPartError(
  model: ServiceModel,
  operation: OperationFacts,
  violations: readonly Violation[],
): ServiceError | undefined {
  const missing = violations.filter(({ constraint }) => constraint === NOT_NULL);
  const [first] = missing;
  if (!first) return undefined;
  const members = operation.input ? (shapeOf(model, operation.input.shape).members ?? {}) : {};
  const located = Object.entries(members).find(([name]) => pathSegment(name) === first.path)?.[1].location;
  if (located !== undefined) return new ServiceError('InvalidArgument', violationText(missing));
  const text = 'The XML you provided was not well-formed or did not validate against our published schema';
  return new ServiceError('MalformedXML', text);
}
