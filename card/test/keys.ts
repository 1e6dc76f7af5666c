/** Keys as a user presses them, and what has the focus. */
import { command } from './command.ts';
import { textOf } from './show.ts';

/** What the browser itself does with them is done, too. */
export const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await command('send-keys', { press: key });
};
export const type = (text: string): Promise<unknown> => command('send-keys', { type: text });

/** Through shadow roots. */
export const focused = (): Element | null => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
};
export const focusedText = (): string => textOf(focused() ?? document.body);
