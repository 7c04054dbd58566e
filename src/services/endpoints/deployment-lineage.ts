import { parseArn } from '../../base/arn.ts';
import type { ArtifactFacts, EdgeFacts, EndFacts } from '../lineage/index.ts';
import type { EndpointRecord, Fleet, FleetVariant } from './endpoints-store.ts';

/**
 * What a deployment leaves when it serves: images, model data and packages lead to an action, and that to the endpoint.
 * The Python SDK's EndpointContext.models() goes the other way, from the endpoint over the action to the models.
 */
export function deploymentEdges(endpoint: EndpointRecord, fleet: Fleet): EdgeFacts[] {
  const source = { SourceUri: endpoint.arn, SourceType: 'ARN' };
  const context: EndFacts = { kind: 'context', name: `${endpoint.name}-aws-endpoint`, type: 'Endpoint', source };
  return fleet.variants.flatMap((variant): EdgeFacts[] => {
    const name = actionName(endpoint, fleet, variant);
    const action: EndFacts = { kind: 'action', name, type: 'ModelDeployment', source, status: 'Completed' };
    const parts = partsOf(variant).map(
      (part): EdgeFacts => ({ source: { kind: 'artifact', ...part }, destination: action, type: 'ContributedTo' }),
    );
    return [
      ...parts,
      { source: action, destination: context, type: 'AssociatedWith' },
      { source: context, destination: action, type: 'AssociatedWith' },
      ...modelOf(variant).map(
        (model): EdgeFacts => ({ source: action, destination: { kind: 'artifact', ...model }, type: 'Produced' }),
      ),
    ];
  });
}

/** What a variant is made of. */
export function partsOf({ container }: FleetVariant): ArtifactFacts[] {
  const { image, modelData, packageArn } = container;
  return [
    { uri: image, type: 'Image' },
    ...(modelData ? [{ uri: modelData.s3Uri, type: 'ModelData' }] : []),
    ...(packageArn === undefined ? [] : [{ uri: packageArn, type: 'Model' }]),
  ];
}

function modelOf({ modelArn }: FleetVariant): ArtifactFacts[] {
  return modelArn === undefined ? [] : [{ uri: modelArn, type: 'Model' }];
}

/** As the service names them; only approved versions can be deployed. Repeating a deployment's end repeats its names. */
function actionName(endpoint: EndpointRecord, fleet: Fleet, { container }: FleetVariant): string {
  const epoch = Math.floor(fleet.createdMs / 1000);
  const [, group, version] = parseArn(container.packageArn ?? '')?.resource.split('/') ?? [];
  return version === undefined
    ? `${endpoint.name}-${epoch}-aws-endpoint`
    : `${group}-${version}-Approved-${epoch}-aws-endpoint`;
}
