import type { Kysely } from 'kysely';
import type { Scope } from '../../../base/arn.ts';
import type { SqlStore, SqlTransaction } from '../../../store/sql/sql-store.ts';

/** What builds and deployments have in common. */
interface DeliveryDocument extends Scope {
  readonly projectId: string;
  readonly projectName: string;
  readonly projectArn: string;
  readonly logicalId: string;
  readonly roleArn: string;
  /** It is about to be taken away: nothing is begun any more. */
  readonly isEnding?: boolean | undefined;
}

/** What a push to a branch brings about: pipeline and execution. */
export interface BuildDocument extends DeliveryDocument {
  readonly repositoryId: string;
  readonly branch: string;
  readonly pipelineName: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly definitionPath: string;
  readonly sourcePath: string;
  /** What placeholders of the definition stand for, besides those that are always there. */
  readonly values: Readonly<Record<string, string>>;
  /** Builds that have ended. It makes the tokens of the next one's requests. */
  readonly builds: number;
  readonly builtCommit?: string | undefined;
}

/** What an endpoint serves, named before it is made. */
export interface DeployedModel {
  readonly packageArn: string;
  /** Of the model and of the endpoint's configuration. */
  readonly name: string;
}

/** What an approved package brings about: an endpoint that serves it. */
export interface DeploymentDocument extends DeliveryDocument {
  readonly groupArn: string;
  readonly groupName: string;
  readonly endpointName: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  /** Deployments that were begun. It makes the names of the next one's model and configuration. */
  readonly deployments: number;
  readonly deployed?: DeployedModel | undefined;
  readonly target?: DeployedModel | undefined;
  /** The endpoint was told to serve the target. */
  readonly isRollingOut?: boolean | undefined;
  /** A package that could not be deployed is left alone until another decision is made. */
  readonly failedPackageArn?: string | undefined;
  /** Models and configurations that are not served any more. */
  readonly outdated: readonly DeployedModel[];
}

type Row = { work_key: string; watched: string; document: string };

/** A table of deliveries by the key of their work. `watched` is what they wait for: a repository's id, a group's ARN. */
export class DeliveryTable<Document extends DeliveryDocument> {
  readonly #table: string;

  constructor(table: 'project_builds' | 'project_deployments') {
    this.#table = table;
  }

  async find(db: Kysely<unknown>, workKey: string): Promise<Document | undefined> {
    const row = await this.#rows(db)
      .selectFrom(this.#table)
      .selectAll()
      .where('work_key', '=', workKey)
      .executeTakeFirst();
    return row && (JSON.parse(row.document) as Document);
  }

  async findForUpdate(store: SqlStore, tx: SqlTransaction, workKey: string): Promise<Document | undefined> {
    const query = this.#rows(tx.db).selectFrom(this.#table).selectAll().where('work_key', '=', workKey);
    const row = await (store.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
    return row && (JSON.parse(row.document) as Document);
  }

  /** Keys of all that wait for one thing. */
  async watching(db: Kysely<unknown>, watched: string): Promise<string[]> {
    const rows = await this.#rows(db)
      .selectFrom(this.#table)
      .select('work_key')
      .where('watched', '=', watched)
      .orderBy('work_key')
      .execute();
    return rows.map((row) => row.work_key);
  }

  async put(tx: SqlTransaction, workKey: string, watched: string, document: Document): Promise<void> {
    const row = { work_key: workKey, watched, document: JSON.stringify(document) };
    await this.#rows(tx.db)
      .insertInto(this.#table)
      .values(row)
      .onConflict((conflict) => conflict.column('work_key').doUpdateSet(row))
      .execute();
  }

  /** Writes the document of a row that is there. */
  async update(tx: SqlTransaction, workKey: string, document: Document): Promise<void> {
    await this.#rows(tx.db)
      .updateTable(this.#table)
      .set({ document: JSON.stringify(document) })
      .where('work_key', '=', workKey)
      .execute();
  }

  async delete(tx: SqlTransaction, workKey: string): Promise<void> {
    await this.#rows(tx.db).deleteFrom(this.#table).where('work_key', '=', workKey).execute();
  }

  #rows(db: Kysely<unknown>): Kysely<Record<string, Row>> {
    return db.withTables<Record<string, Row>>();
  }
}

export const buildTable = new DeliveryTable<BuildDocument>('project_builds');
export const deploymentTable = new DeliveryTable<DeploymentDocument>('project_deployments');

export const BUILD_KIND = 'project-build';
export const DEPLOYMENT_KIND = 'project-deployment';

export const deliveryKey = (projectId: string, logicalId: string) => `${projectId}/${logicalId}`;
