/** The ids of App Home's own buttons; the others are those of messages. */
export const homeIds = {
  refresh: 'nmma_home_refresh',
  settings: 'nmma_home_settings',
  gotIt: 'nmma_home_got_it',
} as const;
