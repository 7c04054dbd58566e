import { type Compilable, CompiledQuery, type DialectAdapter, type Kysely, type QueryResult } from 'kysely';
import { InvariantError } from '../../base/errors.ts';

/**
 * Keeps the SQL of queries whose text never changes. Building and compiling one costs several times what SQLite needs to
 * run it, and Describe calls do little else.
 */
export class CompiledQueries {
  readonly #texts = new WeakMap<DialectAdapter, Map<string, string>>();

  /**
   * Runs the query called `name`. `build` makes it from the same `parameters`, in the order in which the query holds
   * them; it is called once for each database.
   */
  execute<Row>(
    db: Kysely<unknown>,
    name: string,
    parameters: readonly unknown[],
    build: () => Compilable,
  ): Promise<QueryResult<Row>> {
    const { adapter } = db.getExecutor();
    let texts = this.#texts.get(adapter);
    if (!texts) {
      texts = new Map();
      this.#texts.set(adapter, texts);
    }
    let text = texts.get(name);
    if (text === undefined) {
      const compiled = build().compile();
      const fits = compiled.parameters.every((parameter, index) => parameter === parameters[index]);
      if (!fits || compiled.parameters.length !== parameters.length) {
        throw new InvariantError(`the parameters of ${name} are not those of its query`);
      }
      text = compiled.sql;
      texts.set(name, text);
    }
    return db.executeQuery<Row>(CompiledQuery.raw(text, [...parameters]));
  }
}
