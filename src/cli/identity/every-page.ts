import type { ServerClient } from './server-client.ts';

/** Everything of a list of IAM, page by page. */
export async function everyPage<Item>(
  client: ServerClient,
  operation: string,
  member: string,
  input: Readonly<Record<string, string>> = {},
): Promise<Item[]> {
  const items: Item[] = [];
  let marker: string | undefined;
  do {
    const page: Record<string, unknown> = await client.query('iam', operation, {
      ...input,
      ...(marker === undefined ? {} : { Marker: marker }),
    });
    items.push(...((page[member] as Item[] | undefined) ?? []));
    marker = page['IsTruncated'] === true ? (page['Marker'] as string) : undefined;
  } while (marker !== undefined);
  return items;
}
