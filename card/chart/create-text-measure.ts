/** How wide a text of 12 px is in a font, px. */
import type { MeasureText } from './place-labels.ts';

/** About that of a letter, where nothing can be measured, px. */
const LETTER = 6.5;

export function createTextMeasure(fontFamily: string): MeasureText {
  const pen = document.createElement('canvas').getContext('2d');
  if (pen === null) return (text) => text.length * LETTER;
  pen.font = `500 12px ${fontFamily}`;
  return (text) => pen.measureText(text).width;
}
