// npm run build: sets up what is missing and builds; does nothing when nothing changed.
import { fileURLToPath } from 'node:url';
import { setUp } from './setup/set-up.mjs';

await setUp(fileURLToPath(new URL('..', import.meta.url)));
