import { actions, type Block, type Button, button, context, image } from './blocks.ts';
import { cut, escapeText, mention } from './text.ts';

/** A picture for a message: in Slack already, or words why it is not there. */
export type Picture = { fileId: string; altText: string } | { missing: string } | null;

/** The ids by which handlers know their buttons and blocks. */
export const ids = {
  refit: 'nmma_refit',
  mute: 'nmma_mute',
  unmute: 'nmma_unmute',
  fritz: 'nmma_fritz',
  actionsBlock: 'nmma_actions',
  muteBlock: 'nmma_muted',
} as const;

/** The picture's block, a line that it is missing, or nothing. */
export function picture(of: Picture): Block[] {
  if (of === null) return [];
  if ('fileId' in of) return [image(of.fileId, of.altText)];
  return [context(escapeText(of.missing))];
}

/** An object's buttons. */
export function objectButtons(object: string, isMuted: boolean): Block {
  const muting = isMuted ? button('Unmute', ids.unmute, object) : button('Mute', ids.mute, object);
  const link: Button = button('Open in Fritz', ids.fritz, object, {
    url: `https://fritz.science/source/${encodeURIComponent(object)}`,
  });
  return actions(ids.actionsBlock, [button('Refit…', ids.refit, object), muting, link]);
}

/** Who muted, and why, for everybody to see. */
export function muteNotice(by: string, reason: string | null = null): Block {
  const why = reason ? ` (${escapeText(cut(reason, 200))})` : '';
  return context(`🔇 Muted by ${mention(by)}${why}: new data is not fitted.`, ids.muteBlock);
}

/**
 * The same blocks with the mute shown, or taken away; everything else stays. Blocks come from Slack itself,
 * which adds fields that it does not take back: of pictures only the file's id is kept.
 */
export function withMute(blocks: readonly Block[], object: string, by: string | null): Block[] {
  return blocks.flatMap((block) => {
    if (block.block_id === ids.muteBlock) return [];
    if (block.block_id === ids.actionsBlock) {
      return [...(by === null ? [] : [muteNotice(by)]), objectButtons(object, by !== null)];
    }
    if (block.type === 'image' && 'slack_file' in block && block.slack_file && 'id' in block.slack_file) {
      return [image(block.slack_file.id, block.alt_text)];
    }
    return [block];
  });
}
