import { namesInText } from '../../pipeline/shared/objectName.ts';

/** Every text in a message, wherever it stands: its own, its blocks', its attachments'. */
function texts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const isText = (key === 'text' || key === 'fallback' || key === 'url') && typeof one === 'string';
    return isText ? [one] : texts(one);
  });
}

/** The objects that a message names, each once, in its order, spelt as ZTF does. */
export function objectNamesIn(message: unknown): string[] {
  return [...new Set(texts(message).flatMap(namesInText))];
}
