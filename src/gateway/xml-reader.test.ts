import { describe, expect, it } from 'vitest';
import { serviceModel } from '../api/model.ts';
import { parseXml, readXml } from './xml-reader.ts';

const s3 = serviceModel('s3');
const read = (shape: string, xml: string) => readXml(s3, shape, parseXml(xml));

describe('reading XML by the model', () => {
  it('reads flattened lists, numbers and flags, and passes over what it does not know', () => {
    const xml = `<?xml version="1.0"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>
      <Object><Key> a &lt;b&gt; &#xD;&#233;</Key><New>1</New></Object><Object><Key><![CDATA[&amp;]]></Key></Object></Delete>`;
    expect(read('Delete', xml)).toEqual({
      Quiet: true,
      Objects: [{ Key: ' a <b> \ré' }, { Key: '&amp;' }],
    });
  });

  it('reads prefixed names as the same names', () => {
    expect(
      read(
        'Tagging',
        '<x:Tagging xmlns:x="u"><x:TagSet><x:Tag><x:Key>k</x:Key><x:Value/></x:Tag></x:TagSet></x:Tagging>',
      ),
    ).toEqual({
      TagSet: [{ Key: 'k', Value: '' }],
    });
  });

  it.each([
    ['an open element', '<Delete><Object>'],
    ['no element', 'plain text'],
    ['nothing', ''],
    ['a document type', '<!DOCTYPE d [<!ENTITY e "x">]><Delete/>'],
    ['an undefined entity', '<Delete><Object><Key>&e;</Key></Object></Delete>'],
    ['half a character', '<Delete><Object><Key>&#xD800;</Key></Object></Delete>'],
    ['a flag that is none', '<Delete><Quiet>maybe</Quiet></Delete>'],
    ['elements nested without end', '<a>'.repeat(5000) + '</a>'.repeat(5000)],
  ])('refuses %s', (_title, xml) => {
    expect(() => read('Delete', xml)).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
  });

  it('refuses a number that is none', () => {
    const xml = '<C><Part><PartNumber>1e3</PartNumber></Part></C>';
    expect(() => read('CompletedMultipartUpload', xml)).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
  });
});
