/** Prints the size of the card as it goes over the wire. */
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { figure } from './play/figure.ts';
import { print } from './play/print.ts';

const card = new URL('../../dist/card/wattribute-card.js', import.meta.url);
if (existsSync(card)) print(figure('card bundle, gzip', `${(gzipSync(readFileSync(card)).length / 1000).toFixed(1)} kB`, '<= 40 kB'));
else print('card bundle: it is not built; npm run build makes it\n');
