import { useEffect } from 'react';
import type { Preview } from '../../main/contract/profiles.ts';
import { useClient, useMirror } from '../mirror/context.ts';
import { offerHelp } from './editor/help.ts';
import { scriptPlayer } from './editor/script-player.ts';
import type { VocabularyIndex } from './editor/vocabulary-index.ts';

/** Half loud, when the station's sounds are turned down to nothing: a person asked to hear it. */
const USUAL_VOLUME = 50;

/** Gives the editor on the screen what it knows besides the text. */
export function useEditorHelp(vocabulary: VocabularyIndex, preview: Preview | null): void {
  const client = useClient();
  const set = useMirror((mirror) => mirror.settings?.values.sounds.volume ?? USUAL_VOLUME);
  const volume = set === 0 ? USUAL_VOLUME : set;
  useEffect(
    () =>
      offerHelp({
        vocabulary,
        preview,
        decode: async (script) => {
          if (script.length > 300) return null;
          return client.profiles.decodeScript({ text: script }).catch(() => null);
        },
        play: (script, decoded) => scriptPlayer.toggle(script, decoded, volume),
      }),
    [client, vocabulary, preview, volume],
  );
  useEffect(() => () => scriptPlayer.stop(), []);
}
