import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { OldLayoutOptions } from '../../pipeline/core/options.ts';
import { sshKey, sshPort } from '../../pipeline/remote/sshFields.ts';
import { expandHome } from '../paths.ts';
import { folder } from './intakeConfig.ts';

const pathWanted = { error: 'an absolute path without blanks, such as /data/candidate_fits' };
const rsyncToSchema = z.strictObject({
  /** Left out: a folder of this machine. */
  host: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/, { error: 'the name of a host' })
    .optional()
    .meta({
      description: 'left out together with `user`: a folder on this machine',
      examples: ['schoty.example.edu'],
    }),
  port: sshPort,
  user: z
    .string()
    .regex(/^[A-Za-z_][\w.-]*$/, { error: 'the name of a user' })
    .optional()
    .meta({ description: 'user', examples: ['nmma'] }),
  /** The private key's file; null: the agent. */
  key: sshKey,
  knownHosts: z
    .string()
    .min(1)
    .default('~/.ssh/known_hosts')
    .meta({ description: 'file of known hosts; the host must be in it' }),
  folder: z
    .string(pathWanted)
    .regex(/^\/[A-Za-z0-9_@%+=,./-]+$/, pathWanted)
    .meta({
      description: 'absolute path; the folder above it must exist',
      examples: ['/data/candidate_fits'],
    }),
});

/** The `oldLayout:` section of config.yml: results in the old pipeline's layout. */
export const oldLayoutSchema = z.strictObject({
  folder: folder.optional().meta({
    description: 'where the tree is kept. Left out: `candidate_fits` below `state`',
    examples: ['/data/candidate_fits'],
  }),
  rsyncTo: rsyncToSchema
    .refine(({ host, user }) => (host === undefined) === (user === undefined), {
      path: ['user'],
      error: 'the name of a user beside a host, and none without',
    })
    .nullable()
    .default(null)
    .meta({
      description: 'where the tree is copied to; `null`: nowhere',
      examples: [{ folder: '/data/candidate_fits' }],
    }),
});

/** The section with absolute paths; the tree is `<state>/candidate_fits` unless it says something else. */
export function resolveOldLayout(
  { folder: tree, rsyncTo }: z.infer<typeof oldLayoutSchema>,
  state: string,
  base: string,
): OldLayoutOptions {
  const home = (path: string) => resolve(base, expandHome(path));
  const folder = tree === undefined ? join(state, 'candidate_fits') : home(tree);
  if (rsyncTo === null) return { folder, rsyncTo: null };
  const { host, user, port, key, knownHosts } = rsyncTo;
  const login =
    host === undefined || user === undefined
      ? null
      : { host, user, port, key: key === null ? null : home(key), knownHosts: home(knownHosts) };
  return { folder, rsyncTo: { login, folder: rsyncTo.folder } };
}
