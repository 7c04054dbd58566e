import { describe, expect, it } from 'vitest';
import { serviceModel } from '../api/model.ts';
import { escapeXml, writeXml } from './xml.ts';
import { parseXml, readXml } from './xml-reader.ts';

const s3 = serviceModel('s3');

describe('writing XML by the model', () => {
  it('escapes what would be markup or be lost', () => {
    expect(escapeXml('<a href="x">&\r\n\u0001</a>')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#xD;&#xA;&#x1;&lt;/a&gt;');
  });

  it('writes lists with and without an element around them, times as ISO 8601, and no unset members', () => {
    const page = { Contents: [{ Key: 'a', LastModified: 1.5, Size: 0 }], CommonPrefixes: [], IsTruncated: false };
    expect(writeXml(s3, { shape: 'ListObjectsV2Output' }, 'R', page)).toBe(
      '<R><IsTruncated>false</IsTruncated><Contents><Key>a</Key><LastModified>1970-01-01T00:00:01.500Z</LastModified>' +
        '<Size>0</Size></Contents></R>',
    );
    const tags = { TagSet: [{ Key: 'k', Value: 'v' }] };
    expect(writeXml(s3, { shape: 'Tagging' }, 'Tagging', tags)).toBe(
      '<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>',
    );
  });

  it('writes attributes with their namespace', () => {
    expect(writeXml(s3, { shape: 'Grantee' }, 'Grantee', { Type: 'CanonicalUser', ID: '1' })).toBe(
      '<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>1</ID></Grantee>',
    );
  });

  it('is read back as it was', () => {
    const value = { Objects: [{ Key: ' <&>\r\n\t"\'é\u{1f600} ' }, { Key: 'b', VersionId: 'null' }], Quiet: false };
    const xml = writeXml(s3, { shape: 'Delete' }, 'Delete', value);
    expect(readXml(s3, 'Delete', parseXml(xml))).toEqual(value);
  });
});
