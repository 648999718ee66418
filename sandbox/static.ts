import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';

const folder = new URL('./page/', import.meta.url);
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** true when the path names a file of the page: no dots but those before an extension, no way up. */
export function isPageFile(path: string): boolean {
  return /^(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*$/.test(path) && extname(path) in types;
}

/** Sends a file of the page; `.ts` is sent as JavaScript, its types stripped. 404 when it is not there. */
export async function servePageFile(response: ServerResponse, path: string): Promise<void> {
  try {
    const bytes = await readFile(new URL(path, folder));
    const isTypeScript = extname(path) === '.ts';
    const body = isTypeScript ? stripTypeScriptTypes(bytes.toString()) : bytes;
    response.writeHead(200, { 'content-type': types[extname(path)] ?? '', 'cache-control': 'no-store' });
    response.end(body);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    response.writeHead(404, { 'content-type': 'text/plain' }).end(`no such file of the page: ${path}\n`);
  }
}
