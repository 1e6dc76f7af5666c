/** Values as settings have them: from the environment all of them arrive as text. */
import * as v from 'valibot';

export const text = v.pipe(v.string('a text is wanted'), v.trim(), v.nonEmpty('a value is wanted'));
export const address = v.pipe(
  text,
  v.url('an address like "http://homeassistant.local:8123" is wanted'),
  v.startsWith('http', 'http or https is wanted'),
);
/** Numbers and switches arrive as text from the environment. */
export const number = (min: number, max: number) =>
  v.pipe(
    v.union(
      [v.number(), v.pipe(v.string(), v.trim(), v.regex(/^-?\d+(\.\d+)?$/, 'a number is wanted'), v.transform(Number))],
      'a number is wanted',
    ),
    v.minValue(min, `at least ${min} is wanted`),
    v.maxValue(max, `at most ${max} is wanted`),
  );
export const toggle = v.pipe(
  v.union([v.boolean(), v.picklist(['true', 'false', '1', '0', 'yes', 'no'])], 'true or false is wanted'),
  v.transform((x) => [true, 'true', '1', 'yes'].includes(x)),
);
/** A list, or its items separated by commas. */
export const list = v.pipe(
  v.union(
    [
      v.array(v.string()),
      v.pipe(
        v.string(),
        v.transform((x) => x.split(',')),
      ),
    ],
    'a list is wanted',
  ),
  v.transform((items) => items.map((item) => item.trim()).filter(Boolean)),
);
