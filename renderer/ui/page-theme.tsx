import { createTheme, MantineProvider } from '@mantine/core';
import { useColorScheme } from '@mantine/hooks';
import { type ReactNode, useLayoutEffect } from 'react';
import { useMirror } from '../mirror/context.ts';

/** Mantine's controls in the design's own tokens (`tokens.css`); colours come from there alone. */
const theme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 8,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // A dialog's heading is no banner of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
  },
});

/** The theme and size people chose in Settings, which the station keeps. */
export function PageTheme({ children }: { children: ReactNode }) {
  const system = useColorScheme('light');
  const chosen = useMirror((mirror) => mirror.settings?.values.screen.theme ?? 'system');
  const size = useMirror((mirror) => mirror.settings?.values.screen.size ?? 100);
  const scheme = chosen === 'system' ? system : chosen;
  useLayoutEffect(() => {
    document.documentElement.style.setProperty('zoom', String(size / 100));
  }, [size]);
  return (
    <MantineProvider theme={theme} forceColorScheme={scheme}>
      {children}
    </MantineProvider>
  );
}
