/** The browser of the tests: CHROME_PATH, else an installed Chrome or Chromium, else the one that npm brings. */
import { existsSync } from 'node:fs';

const installed = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Without these a closed network makes Chromium ask for updates at every start. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Undefined: the one that npm brings is used, which draws the same everywhere. */
export const ownChromium = (): string | undefined => process.env['CHROME_PATH'] ?? installed.find((path) => existsSync(path));

export async function findChromium(): Promise<{ executablePath: string; args: string[] }> {
  const own = ownChromium();
  if (own !== undefined) return { executablePath: own, args: quiet };
  // Makes the package unpack its own shared libraries and fonts; read when it is imported.
  process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs24.x';
  const { default: chromium } = await import('@sparticuz/chromium');
  return { executablePath: await chromium.executablePath(), args: [...new Set([...chromium.args, ...quiet])] };
}
