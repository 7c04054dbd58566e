import type { OutgoingHttpHeaders } from 'node:http';
import type { InvokeEndpointInput, InvokeEndpointOutput } from '../../../api/generated/sagemaker-runtime-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import { ServiceError } from '../../../base/errors.ts';
import type { WorkScheduler } from '../../../engine/work.ts';
import { ENDPOINT_KIND } from '../endpoint-names.ts';
import { chooseVariant, targetsInTurn } from '../routing/choose-target.ts';
import { type ContainerAnswer, type ContainerClient, ContainerError } from '../routing/container-client.ts';
import { errorOfAnswer, errorOfSilence, type Invoked } from '../routing/model-error.ts';
import type { Route, RouteTable, RouteVariant } from '../routing/route-table.ts';

export interface InvokeParts {
  readonly routes: RouteTable;
  readonly containers: ContainerClient;
  readonly scheduler: WorkScheduler;
}

/** Largest request (developer guide, InvokeEndpoint). */
const BODY_BYTES_MAX = 6_291_456;
const CUSTOM_ATTRIBUTES = 'x-amzn-sagemaker-custom-attributes';

/** The runtime service says ValidationError, where the control plane says ValidationException. */
const validationError = (message: string) => new ServiceError('ValidationError', message, 400);

/** Passes a request on to a container of the endpoint, untouched, and its answer back. */
export function invokeEndpoint(parts: InvokeParts): Operation<InvokeEndpointInput, InvokeEndpointOutput> {
  return async (input, context) => {
    const route = await parts.routes.find(context, input.EndpointName);
    if (!route) {
      throw validationError(`Endpoint ${input.EndpointName} of account ${context.account} not found.`);
    }
    checkInput(input, route);
    const variant = variantFor(input, route);
    const { answer, invoked } = await askInTurn(parts, route, variant, input, context);
    if (answer.status < 200 || answer.status > 299) throw errorOfAnswer(answer, invoked, context);
    return {
      Body: answer.body,
      ContentType: answer.headers['content-type'],
      InvokedProductionVariant: variant.name,
      CustomAttributes: headerText(answer.headers[CUSTOM_ATTRIBUTES]),
    };
  };
}

function checkInput(input: InvokeEndpointInput, route: Route): void {
  if (input.Body.length > BODY_BYTES_MAX) {
    throw validationError(`The request body is larger than the limit of ${BODY_BYTES_MAX} bytes.`);
  }
  if (input.TargetModel !== undefined) {
    throw new ServiceError(
      'ValidationError',
      `Endpoint ${route.endpointName} is not a multi-model endpoint and does not support target model header.`,
      400,
      { ErrorCode: 'TARGET_MODEL_HEADER_NOT_SUPPORTED' },
    );
  }
  for (const member of ['TargetContainerHostname', 'InferenceComponentName', 'SessionId'] as const) {
    if (input[member] !== undefined) {
      throw validationError(`Endpoint ${route.endpointName} does not support ${member}.`);
    }
  }
}

function variantFor(input: InvokeEndpointInput, route: Route): RouteVariant {
  if (input.TargetVariant === undefined) {
    const variant = chooseVariant(route);
    if (variant) return variant;
    throw new ServiceError(
      'ServiceUnavailable',
      `No production variant of endpoint ${route.endpointName} has a weight above 0.`,
      503,
    );
  }
  const variant = route.variants.find((one) => one.name === input.TargetVariant);
  if (!variant) {
    throw validationError(`Endpoint ${route.endpointName} has no production variant ${input.TargetVariant}.`);
  }
  return variant;
}

/** Asks one instance of the variant; the next one only when nothing of the request was taken. */
async function askInTurn(
  parts: InvokeParts,
  route: Route,
  variant: RouteVariant,
  input: InvokeEndpointInput,
  context: OperationContext,
): Promise<{ readonly answer: ContainerAnswer; readonly invoked: Invoked }> {
  const headers = containerHeaders(input);
  let silence: ServiceError | undefined;
  for (const target of targetsInTurn(variant)) {
    const invoked = { route, variant, target };
    const end = parts.routes.begin(target);
    try {
      return { answer: await parts.containers.invoke({ port: target.port, headers, body: input.Body }), invoked };
    } catch (error) {
      if (!(error instanceof ContainerError)) throw error;
      silence = errorOfSilence(error, invoked, context);
      if (error.reason !== 'unreachable') throw silence;
      // A look at the endpoint starts the host again. Not waited for: the caller gets no answer sooner by it.
      parts.scheduler.wake({ kind: ENDPOINT_KIND, key: route.endpointArn }).catch(() => undefined);
    } finally {
      end();
    }
  }
  throw silence ?? new ServiceError('ServiceUnavailable', `Endpoint ${route.endpointName} has no instance.`, 503);
}

function containerHeaders(input: InvokeEndpointInput): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { 'content-type': input.ContentType ?? 'application/octet-stream' };
  if (input.Accept !== undefined) headers['accept'] = input.Accept;
  if (input.CustomAttributes !== undefined) headers[CUSTOM_ATTRIBUTES] = input.CustomAttributes;
  if (input.InferenceId !== undefined) headers['x-amzn-sagemaker-inference-id'] = input.InferenceId;
  for (const [name, value] of Object.entries(headers)) {
    // Control characters could end the header and begin another one.
    if (/[^\t\x20-\x7e\x80-\xff]/.test(String(value)))
      throw validationError(`The header ${name} holds control characters.`);
  }
  return headers;
}

const headerText = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : value);
