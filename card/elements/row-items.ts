/** What can be done with a change: behind its row's menu. */
import type { Host } from '../host/host.ts';
import type { Change } from './changes-of.ts';
import type { MenuItem } from './wattribute-menu.ts';

type Options = { host: Host; source: HTMLElement; hasChart: boolean; tell: (name: string, detail: unknown) => void };

export function rowItems({ id, timeMs, correlation }: Change, { host, source, hasChart, tell }: Options): MenuItem[] {
  const { localize, showMoreInfo, isAdmin } = host;
  const moment = hasChart ? [{ text: localize('correlations.moment'), act: () => tell('moment-wanted', { id, time: timeMs }) }] : [];
  if (correlation === null) return moment;
  const { entity_id } = correlation;
  const feedback = [
    { text: localize('correlations.right'), act: () => tell('correction-wanted', { kind: 'confirm', correlation_id: id }) },
    { text: localize('correlations.wrong'), act: () => tell('correction-wanted', { kind: 'deny', correlation_id: id }) },
  ];
  return [
    ...moment,
    { text: localize('correlations.open_device'), act: () => tell('device-opened', entity_id) },
    ...(showMoreInfo === undefined ? [] : [{ text: localize('device.show'), act: () => showMoreInfo(source, entity_id) }]),
    ...(isAdmin ? feedback : []),
  ];
}
