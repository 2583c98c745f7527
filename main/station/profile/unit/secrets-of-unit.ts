import { writtenKeys } from '../rules/resync-options.ts';
import { isSecretParameter } from '../values/secrets.ts';

const KEY_REGISTER = /^\$\(?(?:GPP_)?(S?[A-P])(?:[:\d]*\))?$/;

/**
 * Names of the parameters whose values nobody may see: passwords, GPP_SA … GPP_SD, and the registers
 * that a rule of this unit takes its key from (the guide's own example has it in GPP_A).
 */
export function secretNames(parameters: ReadonlyMap<string, string>): Set<string> {
  const names = new Set([...parameters.keys()].filter(isSecretParameter));
  for (const key of keysIn(parameters)) {
    const register = KEY_REGISTER.exec(key)?.[1];
    if (register !== undefined) names.add(`GPP_${register}`);
  }
  return names;
}

/** Every secret a unit holds: values of {@link secretNames}, and keys that stand in its rules. */
export function secretsOf(parameters: ReadonlyMap<string, string>): string[] {
  const values = [...secretNames(parameters)].map((name) => parameters.get(name) ?? '');
  const written = keysIn(parameters).filter((key) => !KEY_REGISTER.test(key));
  return [...values, ...written].filter((secret) => secret !== '');
}

/** Registers may hold rules, too, so every value is looked at. */
function keysIn(parameters: ReadonlyMap<string, string>): string[] {
  return [...parameters.values()].flatMap((value) => writtenKeys(value));
}
