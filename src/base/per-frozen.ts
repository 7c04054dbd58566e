/**
 * What was made of an object, kept for as long as the object lives. Of frozen objects only, as others may change: a row
 * of the row cache is frozen, and a changed row is another object. What is kept is frozen too, so that it can be the key
 * of a further step.
 */
export class PerFrozen<Key extends object, Made extends object | string> {
  readonly #made = new WeakMap<Key, Made>();

  get(key: Key): Made | undefined {
    return this.#made.get(key);
  }

  keep(key: Key, made: Made): Made {
    if (Object.isFrozen(key)) this.#made.set(key, Object.freeze(made));
    return made;
  }
}
