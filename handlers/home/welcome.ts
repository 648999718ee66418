import { actions, type Block, button, header, section } from '../messages/blocks.ts';
import { homeIds } from './ids.ts';

/** What the app is, for somebody who opens it for the first time; it stays until they have read it. */
export function welcomeBlocks(channel: string): Block[] {
  const what = `nmma-bot fits each new ZTF transient with models of kilonovae, afterglows, supernovae and shock cooling, and posts in <#${channel}> which kind it most probably is, how sure that is, and whether it describes the data.`;
  const lines = [
    '*Look*: the ranking of the night is below; `/nmma status ZTF22aawacjw` shows all fits of an object.',
    '*Ask*: _New fit…_ below, or `/nmma fit ZTF22aawacjw KN`. A fit takes minutes; its message shows how far it is.',
    '*Say*: under each message, _Judge or follow…_ keeps your verdict (interesting, junk, a class) or sends you news of the object. `/nmma watch KN>3` sends you every strong kilonova.',
    '*More*: `/nmma help`. You can also write to me under _Messages_.',
  ];
  return [
    header('Welcome'),
    section(what),
    section(lines.map((line) => `• ${line}`).join('\n')),
    actions('nmma_welcome', [button('Got it', homeIds.gotIt, 'welcome')]),
    { type: 'divider' },
  ];
}
