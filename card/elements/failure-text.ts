/** Why something was not answered, in the reader's language; what has no words there is said as it was told. */
import type { Failure } from '../client/loadable.ts';
import type { Localize, TextKey } from '../localize.ts';

export function failureText({ code, message }: Failure, localize: Localize): string {
  const key = `problem.${code}`;
  const words = localize(key as TextKey, { message });
  return words === key ? message : words;
}
