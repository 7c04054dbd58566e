/**
 * A named thing of an account and region: the columns that lists filter and sort by, and a JSON document for the rest.
 * `Extra` are further columns of the domain's own table, by their SQL names.
 */
export interface ResourceRecord<Document, Extra extends ExtraColumns = NoExtra> {
  readonly account: string;
  readonly region: string;
  /** What the thing belongs to: a package's group, an execution's pipeline. Empty where it belongs to nothing. */
  readonly parent: string;
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  readonly creationMs: number;
  readonly modifiedMs: number;
  readonly document: Document;
  readonly extra: Extra;
}

export type ExtraColumns = Record<string, string | number | null>;
export type NoExtra = Record<never, never>;

/** The columns of every record table. */
export type RecordRow = {
  account: string;
  region: string;
  parent: string;
  name: string;
  name_key: string;
  arn: string;
  arn_key: string;
  status: string;
  creation_ms: number;
  modified_ms: number;
  document: string;
};
export type Rows = Record<string, RecordRow>;

/** `extraColumns` names the columns of the domain's own. */
export function encodeRecord<Document, Extra extends ExtraColumns>(
  record: ResourceRecord<Document, Extra>,
  extraColumns: readonly (keyof Extra & string)[],
): RecordRow {
  return {
    ...Object.fromEntries(extraColumns.map((column) => [column, record.extra[column] ?? null])),
    account: record.account,
    region: record.region,
    parent: record.parent,
    name: record.name,
    name_key: record.name.toLowerCase(),
    arn: record.arn,
    arn_key: record.arn.toLowerCase(),
    status: record.status,
    creation_ms: record.creationMs,
    modified_ms: record.modifiedMs,
    document: JSON.stringify(record.document),
  };
}

export function decodeRecord<Document, Extra extends ExtraColumns>(
  row: RecordRow,
  extraColumns: readonly (keyof Extra & string)[],
): ResourceRecord<Document, Extra> {
  const columns = row as unknown as Record<string, string | number | null>;
  return {
    account: row.account,
    region: row.region,
    parent: row.parent,
    name: row.name,
    arn: row.arn,
    status: row.status,
    creationMs: row.creation_ms,
    modifiedMs: row.modified_ms,
    document: JSON.parse(row.document) as Document,
    extra: Object.fromEntries(extraColumns.map((column) => [column, columns[column]])) as Extra,
  };
}
