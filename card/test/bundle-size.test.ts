import { isTrue } from './expect.ts';

/** What is sent until chart and editor stand, in English. */
const MOST_BYTES = 40 * 1024;

const read = async (name: string): Promise<string> => (await fetch(`/dist/card/${name}`)).text();
/** Files that a file imports at once; others are loaded when they are wanted. */
const importsOf = (code: string): string[] => [...code.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)].map(([, name = '']) => name);
/** The file that `code` loads on demand, by the name of its module. */
const laterOf = (code: string, name: string): string =>
  new RegExp(`import\\("\\./([\\w.-]*-${name}-[\\w-]+\\.js)"\\)`).exec(code)?.[1] ?? '';

/** The files, and all that they import at once. */
async function withImports(files: readonly string[], seen = new Set<string>()): Promise<Set<string>> {
  for (const file of files.filter((name) => !seen.has(name))) {
    seen.add(file);
    await withImports(importsOf(await read(file)), seen);
  }
  return seen;
}

async function packedBytes(file: string): Promise<number> {
  const response = await fetch(`/dist/card/${file}.gz`);
  isTrue(response.ok, `${file} is packed`);
  return (await response.arrayBuffer()).byteLength;
}

const entry = 'wattribute-card.js';

describe('the built card', () => {
  it('is at most 40 kB when it is sent, with the chart, the editor and English', async () => {
    const [main = ''] = importsOf(await read(entry));
    const code = await read(main);
    const files = await withImports([entry, laterOf(code, 'wattribute-chart'), laterOf(code, 'config-form')]);
    const bytes = await Promise.all([...files].map(packedBytes));
    const sum = bytes.reduce((all, size) => all + size, 0);
    isTrue(sum <= MOST_BYTES, `${sum} bytes of ${[...files].join(', ')} are at most ${MOST_BYTES}`);
  });

  it('has parts that never import the entry, whose address changes with each release', async () => {
    const [main = ''] = importsOf(await read(entry));
    isTrue(main.startsWith('wattribute-card-main-'), `${main} is what all share`);
    const chart = await read(laterOf(await read(main), 'wattribute-chart'));
    isTrue(importsOf(chart).length > 0 && !importsOf(chart).includes(entry), 'the chart imports what all share');
    isTrue(!(await read(main)).includes(`"./${entry}"`), 'what all share does not import the entry');
  });

  it('loads as a module and brings the card', async () => {
    await import(`${location.origin}/dist/card/wattribute-card.js`);
    isTrue(customElements.get('wattribute-card') !== undefined, 'the card is there');
  });
});

describe('the built page', () => {
  it('finds icons that are not common in a file of their own', async () => {
    const code = await read('page/wattribute-page.js');
    const icons = (await import(`${location.origin}/dist/card/page/${laterOf(code, 'mdi')}`)) as Record<string, string>;
    isTrue((icons['mdiMirrorRectangle'] ?? '').startsWith('M'), 'the mirror is a path');
  });
});
