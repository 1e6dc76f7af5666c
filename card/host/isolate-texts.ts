/** Texts that go from left to right, on a page that goes the other way. */
import type { Formats } from '../format/create-formats.ts';
import type { Host } from './host.ts';

/** Keeps its own order among what goes the other way: "584 switches" would become "switches 584". */
const isolate = (text: string): string => `\u2066${text}\u2069`;
/** Goes as its first letter does: a name, or a state in words of Home Assistant. */
const isolateName = (text: string): string => `\u2068${text}\u2069`;

const isolating =
  <Given extends unknown[], Made>(format: (...given: Given) => Made) =>
  (...given: Given): Made => {
    const made = format(...given);
    return (typeof made === 'string' ? isolate(made) : made) as Made;
  };

const isolateFormats = (formats: Formats): Formats => ({
  ...(Object.fromEntries(
    Object.entries(formats).map(([name, format]) => [name, isolating(format as () => unknown)]),
  ) as unknown as Formats),
  arrow: (before, after) => isolate(formats.arrow(isolateName(before), isolateName(after))),
});

const isolateValues = (values: Readonly<Record<string, string | number>> = {}) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? isolateName(value) : value]));

/** The same host, each of whose words and numbers is a piece of its own: none of the languages of the card goes from right to left. */
export const isolateTexts = (host: Host): Host => ({
  ...host,
  formats: isolateFormats(host.formats),
  localize(key, values) {
    const text = host.localize(key, isolateValues(values));
    // A text that is missing is told by its key.
    return text === key ? text : isolate(text);
  },
});
