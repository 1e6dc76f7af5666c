import { isTrue } from './expect.ts';

const MOST_BYTES = 40 * 1024;

describe('the built card', () => {
  it('is at most 40 kB when it is sent', async () => {
    const response = await fetch('/dist/card/wattribute-card.js.gz');
    isTrue(response.ok, 'the card is built');
    const { byteLength } = await response.arrayBuffer();
    isTrue(byteLength <= MOST_BYTES, `${byteLength} bytes are at most ${MOST_BYTES}`);
  });

  it('loads as a module and brings the card', async () => {
    await import(`${location.origin}/dist/card/wattribute-card.js`);
    isTrue(customElements.get('wattribute-card') !== undefined, 'the card is there');
  });
});
