import { PasswordInput } from '@mantine/core';
import type { Ref } from 'react';

/**
 * A field for a passphrase. What is typed stays in the field: not in the state of the page, not in its document, not
 * in a browser's store, and never taken for a scan.
 */
export function SecretField(props: {
  label: string;
  description?: string;
  ref: Ref<HTMLInputElement>;
  isFirst?: boolean;
}) {
  return (
    <PasswordInput
      ref={props.ref}
      label={props.label}
      description={props.description}
      autoComplete="off"
      maxLength={1024}
      data-secret=""
      data-autofocus={props.isFirst ? true : undefined}
      visibilityToggleButtonProps={{ 'aria-label': `Show: ${props.label}` }}
    />
  );
}
