import { describe, expect, it } from 'vitest';
import { lockedOptions, mountPointsBelow, parseMountTable } from './mount-table.ts';

const TABLE = parseMountTable(`22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:20 / /home rw,nosuid,nodev,noexec,relatime - ext4 /dev/vdb rw
31 30 0:21 / /home/a\\040b rw,nosuid,noatime - ext4 /dev/vdc rw
32 22 0:22 / /usr/share/x ro - ext4 /dev/vdd ro
`);

describe('the mount table', () => {
  it('reads names with blanks', () => {
    expect(TABLE.map(({ mountPoint }) => mountPoint)).toEqual(['/', '/home', '/home/a b', '/usr/share/x']);
  });

  it('gives the restrictions of the file system that a path lies on', () => {
    expect(lockedOptions('/home/x/y', TABLE)).toEqual(['nosuid', 'nodev', 'noexec', 'relatime']);
    expect(lockedOptions('/home/a b', TABLE)).toEqual(['nosuid', 'noatime']);
    expect(lockedOptions('/homes', TABLE)).toEqual(['relatime']);
  });

  it('finds what is mounted below a directory', () => {
    expect(mountPointsBelow('/usr', TABLE)).toEqual(['/usr/share/x']);
    expect(mountPointsBelow('/us', TABLE)).toEqual([]);
  });
});
