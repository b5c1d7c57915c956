/** Where a store is: the path of a file, or the URL of a PostgreSQL database. */

/** Whether `location` names a PostgreSQL database, and not a file. */
export function isPostgres(location: string): boolean {
  return /^postgres(ql)?:\/\//i.test(location);
}

/** `location` for a message: a path as it is, a URL without its user and password. */
export function storeName(location: string): string {
  if (!isPostgres(location) || !URL.canParse(location)) return location;
  const { protocol, host, pathname } = new URL(location);
  return `${protocol}//${host}${pathname}`;
}
