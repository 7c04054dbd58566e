/** How the values of a property compare. `Either`: a number where it reads as one, else text. */
export const PropertyType = {
  Text: 'text',
  Number: 'number',
  Time: 'time',
  Boolean: 'boolean',
  Either: 'either',
} as const;
export type PropertyType = (typeof PropertyType)[keyof typeof PropertyType];

/** A property that a filter or a sort names. */
export interface Property {
  /** As the index has it: the names of the members, joined by dots. */
  readonly path: string;
  readonly type: PropertyType;
  /** A resource may have several values of it: it is in a list. */
  readonly isList: boolean;
}
