/** Compares what is on the page with the picture that is kept of it. */
import { command } from './command.ts';

type Pictures = { taken: string | null; kept: string | null };

/** Differences of a channel up to this are of smoothed edges. */
const NOTICEABLE = 32;
/** So much of a picture may differ noticeably. */
const TOLERANCE = 0.005;

async function take(name: string, element: Element): Promise<Pictures> {
  const { x, y, width, height } = element.getBoundingClientRect();
  const box = { x: x + scrollX, y: y + scrollY, width: Math.ceil(width), height: Math.ceil(height) };
  return command<Pictures>('take-snapshot', { name, box });
}

async function pixelsOf(png: string): Promise<ImageData> {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
}

const differs = (a: ImageData, b: ImageData, at: number): boolean =>
  [0, 1, 2].some((channel) => Math.abs((a.data[at + channel] ?? 0) - (b.data[at + channel] ?? 0)) > NOTICEABLE);

/** What differs, in words; empty: nothing to speak of; null: this browser is not the one that took the picture. */
export async function differenceFrom(name: string, element: Element): Promise<string | null> {
  const { taken, kept } = await take(name, element);
  if (taken === null) return null;
  if (kept === null) return `There is no picture ${name}: RENEW_SNAPSHOTS=1 makes it`;
  const [now, before] = await Promise.all([taken, kept].map(pixelsOf));
  if (now!.width !== before!.width || now!.height !== before!.height)
    return `${name} is ${now!.width} × ${now!.height}, was ${before!.width} × ${before!.height}`;
  const pixels = now!.width * now!.height;
  const count = Array.from({ length: pixels }, (_, i) => differs(now!, before!, 4 * i)).filter(Boolean).length;
  return count <= pixels * TOLERANCE ? '' : `${name}: ${((100 * count) / pixels).toFixed(2)} % of the picture differ`;
}
