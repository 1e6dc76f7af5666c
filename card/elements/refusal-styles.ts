/** The looks of a word on what was refused or went wrong: legible in every theme, marked by the colour of errors. */
import { css } from 'lit';

export const refusalStyles = css`
  .refused:not(:empty) {
    padding-inline-start: 8px;
    border-inline-start: 3px solid var(--error-color);
  }
`;
