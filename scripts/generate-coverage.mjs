// Writes docs/reference/coverage.md: which operations of which service are built. The doors of the domains say so: each
// src/services/*/index.ts and src/neighbours/*/index.ts maps operations to handlers, by the operations' own names.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const generated = join(root, 'src/api/generated');
const COLUMNS = 3;

/** The handlers of a domain folder belong to SageMaker's services; a neighbour's to the service that it is named after. */
function builtNames(layer, folder) {
  const text = readFileSync(join(root, 'src', layer, folder, 'index.ts'), 'utf8');
  return [...text.matchAll(/\b([A-Z]\w+): /g)].map(([, name]) => name);
}

function foldersOf(layer) {
  const entries = readdirSync(join(root, 'src', layer), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

const builtBySageMaker = new Set(foldersOf('services').flatMap((folder) => builtNames('services', folder)));

function builtOf(service) {
  if (service.startsWith('sagemaker')) return builtBySageMaker;
  return new Set(foldersOf('neighbours').includes(service) ? builtNames('neighbours', service) : []);
}

function servicesInOrder() {
  const names = readdirSync(generated).filter((name) => /^[a-z0-9-]+\.json$/.test(name));
  const services = names.map((name) => name.slice(0, -'.json'.length));
  return services.sort(
    (a, b) => Number(b.startsWith('sagemaker')) - Number(a.startsWith('sagemaker')) || (a < b ? -1 : 1),
  );
}

function table(names) {
  const rows = [];
  for (let at = 0; at < names.length; at += COLUMNS) {
    const cells = [...names.slice(at, at + COLUMNS), ...Array(COLUMNS).fill('')].slice(0, COLUMNS);
    rows.push(`| ${cells.join(' | ')} |`);
  }
  return [`|${'   |'.repeat(COLUMNS)}`, `|${'---|'.repeat(COLUMNS)}`, ...rows].join('\n');
}

function section(service) {
  const { operations } = JSON.parse(readFileSync(join(generated, `${service}.json`), 'utf8'));
  const names = Object.keys(operations).sort();
  const has = builtOf(service);
  const built = names.filter((name) => has.has(name));
  const missing = names.filter((name) => !has.has(name));
  const parts = [`## ${service}`, `${built.length} of ${names.length} operations are built.`];
  if (built.length > 0) parts.push(table(built));
  if (missing.length > 0) {
    parts.push('<details>', `<summary>Not built (${missing.length})</summary>`, missing.join(', '), '</details>');
  }
  return parts.join('\n\n');
}

const head = `# Which operations are built

Every operation of these services is known to the server: its request is routed, authenticated, and, when it is built,
checked against the model. One that is not built answers \`NotImplemented\` (HTTP 501) and names itself.

This page is written by \`npm run generate\`; do not edit it.`;

const page = [head, ...servicesInOrder().map(section)].join('\n\n');
writeFileSync(join(root, 'docs/reference/coverage.md'), `${page}\n`);
