/** A browser for tests with several users. */
import puppeteer, { type Browser } from 'puppeteer-core';
import { findChromium } from '../card/chromium.ts';

/** One process cannot hold more than one context, and the rules of the web shall hold as they do for users. */
const unwanted = new Set(['--single-process', '--disable-web-security', '--allow-running-insecure-content']);

export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args } = await findChromium();
  const wanted = args.filter((argument) => !unwanted.has(argument));
  return puppeteer.launch({ executablePath, args: wanted, headless: 'shell', timeout: 120_000 });
}
