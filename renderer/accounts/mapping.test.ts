import { describe, expect, test } from 'vitest';
import type { FileColumn } from '../../main/contract/accounts.ts';
import {
  applyMapping,
  bestMapping,
  choicesOf,
  mappingOf,
  secrecyOf,
  withSecret,
  withTarget,
} from './mapping.ts';

const column = (name: string, field: string | null, isSecret = false): FileColumn => ({
  column: name,
  field,
  isSecret,
  firstValue: isSecret ? null : 'x',
  filled: 1,
});
const columns = [
  column('ACCOUNT_NO', 'account'),
  column('CUST_NAME', 'name'),
  column('SIP_PWD', 'password', true),
  column('VM_PIN', 'VM_PIN', true),
  column('PROMO', null),
];

describe('the choices', () => {
  test('begin with what the station understood', () => {
    expect(choicesOf(columns)).toEqual({
      ACCOUNT_NO: { target: 'account', isSecret: false },
      CUST_NAME: { target: 'name', isSecret: false },
      SIP_PWD: { target: 'password', isSecret: true },
      VM_PIN: { target: 'own', isSecret: true },
      PROMO: { target: 'none', isSecret: false },
    });
  });

  test('name every field to the station, so that it guesses none again', () => {
    const { map, secret } = mappingOf(choicesOf(columns));
    expect(map).toMatchObject({ account: 'ACCOUNT_NO', name: 'CUST_NAME', password: 'SIP_PWD' });
    expect(map).toMatchObject({ work_order: '', status: '', model: '' });
    expect(secret).toEqual(['SIP_PWD', 'VM_PIN']);
  });

  test('never send two columns to one field: the earlier one is no longer imported', () => {
    const next = withTarget(choicesOf(columns), 'PROMO', 'name');
    expect(next.PROMO).toEqual({ target: 'name', isSecret: false });
    expect(next.CUST_NAME).toEqual({ target: 'none', isSecret: false });
  });

  test('make a password secret by itself, and nothing that is shown everywhere', () => {
    expect(withTarget(choicesOf(columns), 'PROMO', 'password').PROMO?.isSecret).toBe(true);
    const marked = withSecret(choicesOf(columns), 'CUST_NAME', true);
    expect(withTarget(marked, 'CUST_NAME', 'allowed').CUST_NAME?.isSecret).toBe(false);
    expect(withTarget(marked, 'CUST_NAME', 'display_name').CUST_NAME?.isSecret).toBe(true);
    expect(
      ['password', 'own', 'account', 'none', 'user_id'].map((t) => secrecyOf(t as 'own')),
    ).toEqual(['fixed', 'fixed', 'never', 'never', 'free']);
  });
});

describe('a saved mapping', () => {
  const saved = {
    name: 'Billing export',
    map: { account: 'ACCOUNT_NO', name: 'CUST_NAME', password: 'SIP_PWD', model: '' },
    secret: ['SIP_PWD', 'VM_PIN'],
  };

  test('comes back as it was saved', () => {
    expect(applyMapping(columns, saved)).toEqual({ choices: choicesOf(columns), missing: [] });
  });

  test('says which of its columns the file does not have', () => {
    const { choices, missing } = applyMapping(columns.slice(0, 2), saved);
    expect(missing).toEqual(['SIP_PWD', 'VM_PIN']);
    expect(choices.ACCOUNT_NO?.target).toBe('account');
  });

  test('is offered when the file has all its columns, the fullest one first', () => {
    const other = { name: 'Short', map: { account: 'ACCOUNT_NO' }, secret: [] };
    const foreign = { name: 'Other firm', map: { account: 'KDNR' }, secret: [] };
    expect(bestMapping(columns, [other, saved, foreign])?.name).toBe('Billing export');
    expect(bestMapping(columns, [foreign])).toBeNull();
  });
});
