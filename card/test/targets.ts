/** How large what can be pressed is, with the room that it takes beyond what is seen. */
import { findAll } from './show.ts';

const LEAST_PX = 44;
/** Half a pixel is nobody's finger. */
const SLACK_PX = 0.5;

/** The name of a row stands for all of it: the whole row is pressed. */
const pressedFor = (target: HTMLElement): HTMLElement => (target.matches('tr .name') ? target.closest('tr')! : target);

const sizeOf = (target: HTMLElement): [number, number] => {
  const { width, height } = target.getBoundingClientRect();
  const { content, position, ...room } = getComputedStyle(target, '::after');
  const hasRoom = content !== 'none' && position === 'absolute';
  return hasRoom ? [Math.max(width, Number.parseFloat(room.width)), Math.max(height, Number.parseFloat(room.height))] : [width, height];
};

/** What is too small for a finger, in words; markers are left out: the lane in which they lie is one strip. */
export const smallTargetsIn = (element: Element): string[] =>
  findAll(element, 'button:not(.marker), select, summary, label:has(input)')
    .filter((target) => target.getClientRects().length > 0)
    .map((target) => ({ target, size: sizeOf(pressedFor(target)) }))
    .filter(({ size }) => size.some((px) => px < LEAST_PX - SLACK_PX))
    .map(
      ({ target, size }) => `${target.localName}.${target.className} "${target.textContent.trim()}" ${size.map(Math.round).join(' × ')}`,
    );
