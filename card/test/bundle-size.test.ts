import { isTrue } from './expect.ts';

/** What is sent until the first view stands: the entry, what it shares with the chart, and the chart. */
const MOST_BYTES = 54 * 1024;

const read = async (name: string): Promise<string> => (await fetch(`/dist/card/${name}`)).text();
/** Files that a file imports at once; others are loaded when they are wanted. */
const importsOf = (code: string): string[] => [...code.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)].map(([, name = '']) => name);
const chartOf = (code: string): string => /import\("\.\/([\w.-]*chart[\w.-]*\.js)"\)/.exec(code)?.[1] ?? '';

const entry = 'wattribute-card.js';

describe('the built card', () => {
  it('is at most 54 kB when it is sent, with the chart', async () => {
    const [main = ''] = importsOf(await read(entry));
    const files = [entry, main, chartOf(await read(main))];
    const sizes = await Promise.all(
      files.map(async (file) => {
        const response = await fetch(`/dist/card/${file}.gz`);
        isTrue(response.ok, `${file} is packed`);
        return (await response.arrayBuffer()).byteLength;
      }),
    );
    const sum = sizes.reduce((all, size) => all + size, 0);
    isTrue(sum <= MOST_BYTES, `${sum} bytes are at most ${MOST_BYTES}`);
  });

  it('has parts that never import the entry, whose address changes with each release', async () => {
    const [main = ''] = importsOf(await read(entry));
    isTrue(main.startsWith('wattribute-card-main-'), `${main} is what all share`);
    const chart = await read(chartOf(await read(main)));
    isTrue(importsOf(chart).length > 0 && !importsOf(chart).includes(entry), 'the chart imports what all share');
    isTrue(!(await read(main)).includes(`"./${entry}"`), 'what all share does not import the entry');
  });

  it('loads as a module and brings the card', async () => {
    await import(`${location.origin}/dist/card/wattribute-card.js`);
    isTrue(customElements.get('wattribute-card') !== undefined, 'the card is there');
  });
});
