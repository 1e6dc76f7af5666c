/** What the chart does not need for its first picture: a file of its own, loaded after that. */
export { renderSelected } from './render-selected.ts';
export { renderTooltip } from './render-tooltip.ts';
export { renderUnknownLane } from './render-unknown-lane.ts';
export { renderUsage, renderUsageIcons } from './render-usage.ts';
export { laterStyles } from './later-styles.ts';
