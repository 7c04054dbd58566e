/**
 * Patterns that a JavaScript engine cannot run, or that backtrack without end on a long wrong value, and what accepts the
 * same texts in linear time: a repeated group that may itself repeat needs to take one character a round only.
 */
const OVERRIDES: Readonly<Record<string, string>> = {
  '([\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@]*)${1,128}': '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*',
  '([\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@]*)${1,256}': '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*',
  '.*(?:[ \\r\\n\\t].*)*': '[^\\u2028\\u2029]*',
  '.*(?:[ \\r\\n\\t].*)*.*': '[^\\u2028\\u2029]*',
  '\\/?.+\\/.+': '.[^/\\r\\n\\u2028\\u2029]*/.+',
  '[a-z0-9]([-a-z0-9]*[a-z0-9]){0,39}?': '[a-z0-9]([-a-z0-9]*[a-z0-9])?',
  'https://([.\\-_a-zA-Z0-9]+/?){3,1016}': 'https://([.\\-_a-zA-Z0-9]/?){3,1016}',
};

/** Java's names for sets of characters and for the ends of the text. */
const JAVA_DIALECT: readonly (readonly [string, string])[] = [
  ['\\p{Alnum}', 'a-zA-Z0-9'],
  ['[\\p{Print}]', '[\\x20-\\x7E]'],
  ['\\A', '^'],
  ['\\z', '$'],
];

const compiled = new Map<string, RegExp>();

/** The expression that matches a whole text against a pattern of the model, which is written in Java's dialect. */
export function compilePattern(pattern: string): RegExp {
  let expression = compiled.get(pattern);
  if (!expression) {
    let source = OVERRIDES[pattern] ?? pattern;
    for (const [java, script] of JAVA_DIALECT) source = source.replaceAll(java, script);
    expression = compileAnchored(source);
    compiled.set(pattern, expression);
  }
  return expression;
}

/** Unicode properties need the u flag; escapes like `\_`, which Java allows, are legal only without it. */
function compileAnchored(source: string): RegExp {
  const anchored = `^(?:${source})$`;
  try {
    return new RegExp(anchored, 'u');
  } catch {
    return new RegExp(anchored);
  }
}
