/** What a UI may ask of a unit, and tell it. */
import * as z from 'zod';
import { dhcpExchangeSchema } from '../dhcp.ts';
import { packetFileSchema, transferSchema, unitDetailSchema, unitSchema } from '../model.ts';
import { orderAnswerSchema } from '../proof.ts';
import { whySchema } from '../why.ts';
import { aUnit, procedure, reason } from './procedure.ts';

export const units = {
  list: procedure.output(z.array(unitSchema)),
  get: procedure.input(aUnit).output(unitDetailSchema),
  /** Frees a unit from its account, exported or not; its keys stay. Refused without a binding. */
  release: procedure.input(aUnit.extend({ reason: reason.optional() })).output(unitSchema),
  /**
   * What a person reads on its Info page: `Open`, `Pending`, or the company it is customised for. But for
   * `Open` the unit is left alone: its maker's server provisions it.
   */
  setCustomisation: procedure
    .input(aUnit.extend({ status: z.string().trim().min(1).max(60) }))
    .output(unitSchema),
  /** Lets a bound or failed unit go through the chain once more, with the same keys. */
  provisionAgain: procedure.input(aUnit).output(unitSchema),
  /**
   * Takes a unit off the board and frees its place and lease. Binding, keys and history stay; it
   * comes back with them by itself when it is heard again.
   */
  takeOff: procedure.input(aUnit).output(unitSchema),
  /** Puts a unit taken off back on the board. */
  putBack: procedure.input(aUnit).output(unitSchema),
  /** Asks its web server for its values and compares them; the answer has what differs. */
  readBack: procedure.input(aUnit).output(unitDetailSchema),
  /**
   * Tells it, by its web server, to ask for the file it should ask for next; with a one-time code, for that
   * code's profile. The code may stand at the end of its address.
   */
  resync: procedure
    .input(aUnit.extend({ code: z.string().min(1).max(300).optional() }))
    .output(orderAnswerSchema),
  /** Tells it, by its web server, to restart. */
  reboot: procedure.input(aUnit).output(orderAnswerSchema),
  /** Files sent to it since the station was started, the last hundred and what runs, oldest first. */
  transfers: procedure.input(aUnit).output(z.array(transferSchema)),
  /** Its last DHCP exchanges of this run, oldest first; of any client, also one that is no unit. */
  dhcp: procedure.input(aUnit).output(z.array(dhcpExchangeSchema)),
  /** Its newest packets, of anybody heard on the bench; refused with `NO_PACKETS`. */
  capture: procedure.input(aUnit).output(packetFileSchema),
  /** The first rule or check that stopped it. `text`: a MAC, or what somebody took for one. */
  why: procedure.input(z.object({ text: z.string().max(100) })).output(whySchema),
};
