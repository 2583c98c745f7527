/** `--unit MAC[,name=value…]`: the unit a profile is looked at for. */
import { ipv4ToNumber } from '../../contract/values.ts';
import { macroNames } from '../../station/profile/rules/macros-of-unit.ts';
import type { UnitToSimulate } from '../../station/profile/unit/simulate.ts';
import { factsOf } from '../../station/templates/preview.ts';
import { createModelTable, type Model } from '../../station/units/models.ts';
import { WrongUse } from '../usage.ts';
import { firmwareOf, macOf, modelOf } from './options.ts';

export interface DescribedUnit {
  model: Model;
  unit: UnitToSimulate;
}

export const unitHelp =
  '--unit takes MAC[,SPA962][,name=value…]: model, firmware, serial, ip, server, a macro such as REGTMR1, a parameter such as GPP_C';

/**
 * Parts separated by commas, the option any number of times: a bare MAC, a bare model, or
 * `name=value`. What nobody says is that of a fresh SPA962 on the usual bench.
 * @throws WrongUse
 */
export function describedUnit(texts: readonly string[]): DescribedUnit {
  const parts = texts.flatMap((text) => text.split(',')).map((part) => part.trim());
  const said = { mac: '', model: 'SPA962', firmware: '2.0.11', serial: '', ip: '192.0.2.2' };
  let server = '192.168.76.1';
  const parameters = new Map<string, string>();
  const macros: Record<string, string> = {};
  for (const part of parts) {
    if (part === '') continue;
    const at = part.indexOf('=');
    if (at < 0) {
      if (createModelTable().byName(part) !== null) said.model = part;
      else said.mac = macOf(part);
      continue;
    }
    const [name, value] = [part.slice(0, at).trim(), part.slice(at + 1)];
    if (name === 'mac') said.mac = macOf(value);
    else if (name === 'server') server = value;
    else if (isOwn(said, name)) said[name] = value;
    else if (macroNames.includes(name)) macros[name] = value;
    else if (/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name)) parameters.set(name, value);
    else throw new WrongUse(`"${name}" is not understood; ${unitHelp}`);
  }
  if (said.mac === '') throw new WrongUse(`a MAC is missing; ${unitHelp}`);
  if (ipv4ToNumber(said.ip) === null) throw new WrongUse(`"${said.ip}" is not an IPv4 address`);
  const model = modelOf(said.model);
  const { mac, serial, ip } = said;
  return {
    model,
    unit: {
      ...{ mac, serial, ip, macros, parameters },
      model: factsOf(model),
      firmware: firmwareOf(said.firmware),
      option66: server === '' ? null : server,
    },
  };
}

function isOwn<T extends object>(said: T, name: string): name is Extract<keyof T, string> {
  return Object.hasOwn(said, name);
}
