import { describe, expect, it } from 'vitest';
import { fillPlaceholders } from './placeholders.ts';

const VALUES = new Map([
  ['Role', 'arn:"quoted"'],
  ['AWS::Region', 'eu-west-1'],
]);
const fill = (definition: string) => fillPlaceholders(definition.replaceAll('%{', '${'), VALUES);

describe('Placeholders of a pipeline definition', () => {
  it('are filled in texts at any depth, and can not break out of them', () => {
    expect(JSON.parse(fill('{"a": ["x-%{Role}-%{ AWS::Region }", 1, null, {"b": "%{Role}"}]}'))).toEqual({
      a: ['x-arn:"quoted"-eu-west-1', 1, null, { b: 'arn:"quoted"' }],
    });
  });

  it('are not looked for in names of members, nor in what was filled in', () => {
    const nested = new Map([['A', '%{B}'.replace('%', '$')]]);
    expect(fillPlaceholders('{"%{A}": "%{A}"}'.replaceAll('%', '$'), nested)).toBe(
      '{"%{A}":"%{B}"}'.replaceAll('%', '$'),
    );
  });

  it('can be written as themselves', () => {
    expect(fill('{"a": "%{!Role}"}')).toBe(`{"a":"\${Role}"}`);
  });

  it('that are unknown are refused, and so is what is no JSON', () => {
    expect(() => fill('{"a": "%{Secret}"}')).toThrow('known are AWS::Region, Role');
    expect(() => fill('{')).toThrow('it is no JSON');
  });
});
