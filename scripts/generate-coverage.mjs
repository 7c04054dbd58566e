// Writes docs/reference/coverage.md: what is built, member by member. The doors of the domains say which operations are
// built: each src/services/*/index.ts and src/neighbours/*/index.ts maps operations to handlers, by the operations' own
// names. The coverage.ts beside a door says what becomes of their members; tests/wire/conformance-coverage.test.ts holds
// it against the running server.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const generated = join(root, 'src/api/generated');
/** The classes of members of a request that do less than the API says, as the page calls them. */
const LESS = { stored: 'stored only', ignored: 'ignored', refused: 'refused' };

function foldersOf(layer) {
  const entries = readdirSync(join(root, 'src', layer), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => ({ layer, folder: entry.name }));
}

/** The handlers of a domain folder belong to SageMaker's services; a neighbour's to the service that it is named after. */
function builtNames({ layer, folder }) {
  const door = join(root, 'src', layer, folder, 'index.ts');
  if (!existsSync(door)) return [];
  return [...readFileSync(door, 'utf8').matchAll(/\b([A-Z]\w+): /g)].map(([, name]) => name);
}

const domains = foldersOf('services');
const neighbours = foldersOf('neighbours');
const builtBySageMaker = new Set(domains.flatMap(builtNames));

function builtOf(service) {
  if (service.startsWith('sagemaker')) return builtBySageMaker;
  return new Set(neighbours.filter(({ folder }) => folder === service).flatMap(builtNames));
}

/** What a domain's coverage.ts exports. Node 20 reads no TypeScript, so that it is bundled first. */
async function coverageOf({ layer, folder }) {
  const input = join(root, 'src', layer, folder, 'coverage.ts');
  if (!existsSync(input)) return {};
  const build = await rolldown({ input });
  try {
    const { output } = await build.generate({ format: 'esm' });
    return (await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`)).coverage;
  } finally {
    await build.close();
  }
}

function services() {
  const names = readdirSync(generated).filter((name) => /^[a-z0-9-]+\.json$/.test(name));
  const inOrder = names
    .map((name) => name.slice(0, -'.json'.length))
    .sort((a, b) => Number(b.startsWith('sagemaker')) - Number(a.startsWith('sagemaker')) || (a < b ? -1 : 1));
  return inOrder.map((service) => {
    const { operations } = JSON.parse(readFileSync(join(generated, `${service}.json`), 'utf8'));
    const all = Object.keys(operations).sort();
    const has = builtOf(service);
    return { service, all, built: all.filter((name) => has.has(name)), missing: all.filter((name) => !has.has(name)) };
  });
}

const code = (names) => names.map((name) => `\`${name}\``).join(', ');

function rowsOf(line) {
  const ofRequest = Object.entries(LESS).flatMap(([kind, called]) =>
    Object.entries(line[kind] ?? {}).map(([path, why]) => `| \`${path}\` | ${called} | ${why} |`),
  );
  const ofAnswer = Object.entries(line.never ?? {}).map(([path, why]) => `| \`${path}\` | never given | ${why} |`);
  return [...ofRequest, ...ofAnswer];
}

function operationSection([name, line]) {
  const rows = rowsOf(line);
  const parts = [`#### ${name}`];
  if (line.honoured.length > 0) parts.push(`Takes ${code(line.honoured)}.`);
  if (line.set?.length > 0) parts.push(`Gives ${code(line.set)}.`);
  if (rows.length > 0) parts.push(['| Member | | Why |', '|---|---|---|', ...rows].join('\n'));
  if (line.differs) parts.push(line.differs.map((text) => `- ${text}`).join('\n'));
  return parts.join('\n\n');
}

function domainSection(folder, coverage) {
  const lines = Object.values(coverage).flatMap((operations) => Object.entries(operations));
  if (lines.length === 0) return [];
  const isWhole = ([, line]) => rowsOf(line).length === 0 && !line.differs;
  const whole = lines.filter(isWhole).map(([name]) => name);
  const parts = [`### ${folder}`];
  if (whole.length > 0) parts.push(`With all members: ${code(whole)}.`);
  return [...parts, ...lines.filter((line) => !isWhole(line)).map(operationSection)];
}

async function sectionsOf(folders) {
  const sections = [];
  for (const one of folders) sections.push(...domainSection(one.folder, await coverageOf(one)));
  return sections;
}

const head = `# Which operations are built

Every operation of these services is known to the server: its request is routed, authenticated, and, when it is built,
checked against the model. One that is not built answers \`NotImplemented\` (HTTP 501) and names itself.

Of operations that are built, this page tells what becomes of each member. A member is **honoured** when it does what the API
says; those that are not are in a table:

| | |
|---|---|
| stored only | taken, shown again by the Describe operation, and without effect |
| ignored | taken, and neither shown again nor of any effect |
| refused | answered with ValidationException, or what a service says in its place, at least for some values |
| never given | a member of answers that is never there |

Members that the model of the API does not know are ignored, so that a newer client is not refused for them.

This page is written by \`npm run generate\`; do not edit it. It is made of the \`coverage.ts\` beside each domain.`;

const known = services();
const counts = known.map(({ service, all, built }) => `| ${service} | ${built.length} | ${all.length} |`);

const page = [
  head,
  ['| Service | built | of |', '|---|---|---|', ...counts].join('\n'),
  '## SageMaker, by domain',
  ...(await sectionsOf(domains)),
  '## The services around it',
  ...(await sectionsOf(neighbours)),
  '## Not built',
  ...known
    .filter(({ missing }) => missing.length > 0)
    .flatMap(({ service, missing }) => [
      '<details>',
      `<summary>${service} (${missing.length})</summary>`,
      missing.join(', '),
      '</details>',
    ]),
];
writeFileSync(join(root, 'docs/reference/coverage.md'), `${page.join('\n\n')}\n`);
