/** Where the event log is, for every command that reads or writes it. */
export const storeOption = [
  "--store <location>",
  "the event log is in this file or postgres:// database, not in the project's store",
] as const;
