import { describe, expect, it } from 'vitest';
import type { ParameterDeclaration } from '../definition/pipeline-definition.ts';
import { bindParameters } from './parameter-values.ts';

const declarations: ParameterDeclaration[] = [
  { name: 'Text', type: 'String' },
  { name: 'Count', type: 'Integer', defaultValue: 1 },
  { name: 'Rate', type: 'Float', defaultValue: 0.5 },
  { name: 'On', type: 'Boolean', defaultValue: false },
  { name: 'Size', type: 'String', defaultValue: 's', enumValues: ['s', 'm'] },
];
const bind = (given: Record<string, string>) =>
  bindParameters(
    declarations,
    Object.entries(given).map(([Name, Value]) => ({ Name, Value })),
  );

describe('Parameters of an execution', () => {
  it('take the types they are declared with, and defaults where nothing is given', () => {
    expect(bind({ Text: '1', Count: '2', Rate: '7e-1', On: 'True' })).toEqual({
      Text: '1',
      Count: 2,
      Rate: 0.7,
      On: true,
      Size: 's',
    });
  });

  it.each<[Record<string, string>, RegExp]>([
    [{}, /Values are required for pipeline parameters without a default value: \[Text\]/],
    [{ Text: 'x', Other: '1' }, /Undefined pipeline parameter provided: \[Other\]/],
    [{ Text: 'x', Count: '1.5' }, /Value '1\.5' of pipeline parameter \[Count\] is not of type Integer/],
    [{ Text: 'x', Count: '' }, /is not of type Integer/],
    [{ Text: 'x', Rate: 'NaN' }, /is not of type Float/],
    [{ Text: 'x', On: 'yes' }, /is not of type Boolean/],
    [{ Text: 'x', Size: 'xl' }, /Value 'xl' of pipeline parameter \[Size\] is not one of: \[s, m\]/],
  ])('%j are refused', (given, message) => {
    expect(() => bind(given)).toThrow(message);
  });

  it('are refused when one is given twice', () => {
    const twice = [
      { Name: 'Text', Value: 'a' },
      { Name: 'Text', Value: 'b' },
    ];
    expect(() => bindParameters(declarations, twice)).toThrow(/given more than once/);
  });
});
