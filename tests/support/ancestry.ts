import type { SageMakerOperations } from '../../src/api/generated/sagemaker-types.ts';

type Call = <Name extends keyof SageMakerOperations & string>(
  name: Name,
  input: SageMakerOperations[Name]['input'],
) => Promise<SageMakerOperations[Name]['output']>;

/** The artifact of a URI; empty when there is none. */
export async function artifactOf(call: Call, SourceUri: string): Promise<string> {
  const { ArtifactSummaries } = await call('ListArtifacts', { SourceUri });
  return ArtifactSummaries?.[0]?.ArtifactArn ?? '';
}

/** Everything above a vertex, or below it, by one query: `<type> <URI or name>` of each, sorted. */
export async function ancestry(
  call: Call,
  startArn: string,
  direction: 'Ascendants' | 'Descendants' = 'Ascendants',
): Promise<string[]> {
  const { Vertices } = await call('QueryLineage', { StartArns: [startArn], Direction: direction, MaxResults: 50 });
  const names = (Vertices ?? [])
    .filter(({ Arn }) => Arn?.toLowerCase() !== startArn.toLowerCase())
    .map(async ({ Arn = '', Type }) => {
      if (!Arn.includes(':artifact/')) return `${Type} ${Arn.slice(Arn.lastIndexOf('/') + 1)}`;
      return `${Type} ${(await call('DescribeArtifact', { ArtifactArn: Arn })).Source?.SourceUri}`;
    });
  return (await Promise.all(names)).sort();
}
