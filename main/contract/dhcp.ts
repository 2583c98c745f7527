/** DHCP exchanges as people read them: every field of what was asked and what was sent. */
import * as z from 'zod';
import { epochMsSchema } from './values.ts';

export const dhcpFieldSchema = z.object({
  /** Number of the option; null: a field of the header. */
  option: z.number().int().nullable(),
  name: z.string(),
  value: z.string(),
  area: z.enum(['header', 'options', 'file', 'sname']),
  /** From the first byte of the message to the first of the field, its code and length included. */
  offset: z.number().int(),
  bytes: z.number().int(),
});
export type DhcpField = z.infer<typeof dhcpFieldSchema>;

export const dhcpMessageSchema = z.object({
  /** Address and port, as the datagram named them. */
  from: z.string(),
  to: z.string(),
  bytes: z.number().int(),
  /** In the order they stand in the message. */
  fields: z.array(dhcpFieldSchema),
});
export type DhcpMessage = z.infer<typeof dhcpMessageSchema>;

export const dhcpExchangeSchema = z.object({
  at: epochMsSchema,
  /** What the client said: `DISCOVER`, `REQUEST`, `DECLINE`, `RELEASE`, `INFORM`. */
  message: z.string(),
  /** What became of it, in words: `OFFER 192.168.76.20`, `no answer: foreign client`. */
  outcome: z.string(),
  asked: dhcpMessageSchema,
  /** Null: nothing was sent. */
  sent: dhcpMessageSchema.nullable(),
});
export type DhcpExchange = z.infer<typeof dhcpExchangeSchema>;
