import { userInfo } from "node:os";

/** Who runs the command, as the system knows them. */
export function ownName(): string {
  return userInfo().username;
}
