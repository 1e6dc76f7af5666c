/** The figures of a device: watts when on, today, the week, standby. */
import { html, nothing, type TemplateResult } from 'lit';
import type { DeviceDetail } from '../../backend/contract/device.ts';
import { evidenceText, wattsText } from '../devices/device-text.ts';
import type { Host } from '../host/host.ts';

const HOURS_A_YEAR = 8766;

export type Money = { currency: string | null; /** Of a kWh. */ price: number | null };

type Figure = { name: string; value: string; below: string };

const usedIn = (device: DeviceDetail, period: 'today' | 'week', { formats }: Host, { currency }: Money): [string, string] | null => {
  const kwh = device.energy_kwh?.[period];
  if (kwh === undefined) return null;
  const cost = device.cost?.[period];
  return cost === undefined ? [formats.energy(kwh), ''] : [formats.money(cost, currency), formats.energy(kwh)];
};

function standbyFigure({ standby_w }: DeviceDetail, { formats, localize }: Host, { currency, price }: Money): Figure[] {
  if (standby_w === null) return [];
  const perYear =
    price === null ? '' : localize('device.a_year', { cost: formats.money((price * standby_w * HOURS_A_YEAR) / 1000, currency) });
  return [{ name: localize('devices.standby'), value: formats.watts(standby_w), below: perYear }];
}

function totalFigure({ total_kwh, total_cost }: DeviceDetail, { formats, localize }: Host, { currency }: Money): Figure[] {
  if (total_kwh === null) return [];
  const energy = formats.energy(total_kwh);
  const name = localize('device.total');
  return [total_cost === null ? { name, value: energy, below: '' } : { name, value: formats.money(total_cost, currency), below: energy }];
}

function figuresOf(device: DeviceDetail, host: Host, money: Money): Figure[] {
  const { localize } = host;
  const watts = wattsText(device, host);
  const used = (['today', 'week'] as const).flatMap((period) => {
    const found = usedIn(device, period, host, money);
    return found === null ? [] : [{ name: localize(`devices.${period}`), value: found[0], below: found[1] }];
  });
  return [
    ...(watts === null ? [] : [{ name: localize('devices.draws'), value: watts, below: evidenceText(device, host) }]),
    ...used,
    ...standbyFigure(device, host, money),
    ...totalFigure(device, host, money),
  ];
}

export function renderFigures(device: DeviceDetail, host: Host, money: Money): TemplateResult | typeof nothing {
  const figures = figuresOf(device, host, money);
  if (figures.length === 0) return nothing;
  return html`<dl>
    ${figures.map(
      ({ name, value, below }) =>
        html`<div>
          <dt>${name}</dt>
          <dd><span class="number">${value}</span><small>${below}</small></dd>
        </div>`,
    )}
  </dl>`;
}
