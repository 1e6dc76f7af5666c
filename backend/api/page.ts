/** The backend's own page and the card's files, as they were built. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';

/** A name that ends in the hash of its content, which so never changes; a plain word is none. */
const isHashed = (path: string): boolean => /-(?=[\w-]*[A-Z0-9_])[\w-]{8}\.(js|css)$/.test(path);
const YEAR_S = 31_536_000;

const cacheControl = (path: string): string => (isHashed(path) ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');

/** Serves `cardFolder`/page at the root, and the rest of the folder beside it. */
export function createPage(cardFolder: string): Router {
  const router = Router();
  const options = {
    cacheControl: false,
    setHeaders: (response: { setHeader(name: string, value: string): unknown }, path: string) =>
      void response.setHeader('Cache-Control', cacheControl(path)),
  };
  router.use(express.static(join(cardFolder, 'page'), options), express.static(cardFolder, { ...options, index: false }));
  router.get('/', (_request, response, next) => {
    if (existsSync(join(cardFolder, 'page', 'index.html'))) next();
    else response.status(503).type('text/plain').send('The page is not built yet: run "npm run build", then load this page again.\n');
  });
  return router;
}
