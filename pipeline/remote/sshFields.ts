import { z } from 'zod';

/** The port of a host, as every part of the configuration that names a host has it. */
export const sshPort = z.int().min(1).max(65_535).default(22).meta({ description: 'port' });

/** The file of the private key that a host is logged in to with. */
export const sshKey = z
  .string()
  .min(1)
  .nullable()
  .default(null)
  .meta({ description: 'file of the private key; `null`: the ssh agent', examples: ['~/.ssh/nmma'] });
