/** `profile order`: the order form for units their maker customises (guide: Deploying RC Units). */
import { writeOrderTemplate } from '../../station/profile/text/order-template.ts';
import { exitCode, type Printer } from '../print.ts';
import { WrongUse } from '../usage.ts';
import { parsed } from './options.ts';

export function orderCommand(args: string[], printer: Printer): number {
  const { values, positionals } = parsed(args, {
    domain: { type: 'string', multiple: true },
    dns: { type: 'string', multiple: true },
    periodic: { type: 'string' },
    retry: { type: 'string' },
    rule: { type: 'string' },
  });
  if (positionals.length > 0) throw new WrongUse(`"${positionals[0]}" is not understood here`);
  if (values.rule === undefined) throw new WrongUse('profile order needs --rule TEXT');
  const [primaryDns = '', secondaryDns = '', ...more] = values.dns ?? [];
  if (more.length > 0) throw new WrongUse('--dns can be given twice, for the first and the second');
  const order = writeOrderTemplate({
    domains: values.domain ?? [],
    ...{ primaryDns, secondaryDns, provisionEnable: true, rule: values.rule },
    periodic: values.periodic ?? '30',
    retry: values.retry ?? '30',
  });
  if (!order.ok) {
    printer.problem('BAD_ORDER', order.problem.message);
    return exitCode.refused;
  }
  printer.text(order.value);
  return exitCode.done;
}
