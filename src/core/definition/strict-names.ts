/** Node strips types without checking them, so a misspelt name in a config must fail when it is read, too. */
import { AirworthyError } from "../error.ts";
import { nearestName } from "../nearest-name.ts";

/** `context`, but reading a name that it does not have is CONFIG_INVALID instead of undefined. */
export function strictNames<T extends object>(context: T, where: string): T {
  return new Proxy(context, {
    get(target, name, receiver) {
      if (typeof name === "symbol" || Object.hasOwn(target, name)) return Reflect.get(target, name, receiver);
      const names = Object.keys(target);
      const nearest = nearestName(name, names);
      const hint = nearest === null ? `there are ${names.join(", ")}` : `did you mean '${nearest}'?`;
      const message = `Cannot read ${where}: there is no column or entity '${name}'; ${hint}`;
      throw new AirworthyError("CONFIG_INVALID", message, { details: { name, names } });
    },
  });
}
