/** Pictures that the card's tests keep: taken by the browser, compared by the test; `RENEW_SNAPSHOTS=1` keeps the new ones. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ownChromium } from './chromium.ts';

type Box = { x: number; y: number; width: number; height: number };
type Page = { screenshot(options: { clip: Box; encoding: 'base64'; captureBeyondViewport: boolean }): Promise<string> };
type Command = { command: string; payload: unknown; session: { id: string } };

const folder = fileURLToPath(new URL('./test/snapshots', import.meta.url));

const read = (file: string): Promise<string | null> => readFile(file, 'base64').catch(() => null);

/**
 * Answers `take-snapshot` with the picture as it is now and the one that is kept, both PNG in base64; null: none is kept.
 * Another browser than npm's has other fonts: then there is nothing to compare.
 */
export const snapshots = (pageOf: (sessionId: string) => Page) => ({
  name: 'snapshots',
  async executeCommand({ command, payload, session }: Command) {
    if (command !== 'take-snapshot') return undefined;
    if (ownChromium() !== undefined) return { taken: null, kept: null };
    const { name, box: clip } = payload as { name: string; box: Box };
    const taken = await pageOf(session.id).screenshot({ clip, encoding: 'base64', captureBeyondViewport: true });
    const file = join(folder, `${name}.png`);
    if (process.env['RENEW_SNAPSHOTS'] === '1') {
      await mkdir(folder, { recursive: true });
      await writeFile(file, taken, 'base64');
    }
    return { taken, kept: await read(file) };
  },
});
