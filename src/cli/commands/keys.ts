/** API keys. A key is printed when it is made and cannot be seen again: what is stored of it opens nothing. */
import { AirworthyError } from "../../core/error.ts";
import { type KeyScope, keyScopes } from "../../io/api-key.ts";
import { createKey, listKeys, revokeKey, rotateKey } from "../../io/store/index.ts";
import { type Command, exitCodes, jsonDocument, type Options, textOption } from "../command.ts";
import { durationOption } from "../duration-option.ts";
import { withProject } from "../project.ts";
import { listedKey, renderKeyList } from "../render/key-list.ts";
import { renderMadeKey } from "../render/made-key.ts";
import { canvas } from "../render/style.ts";

const longestName = 100;

/** Makes a key and prints it, once. */
export const keysCreate: Command = async (_, options, context) => {
  const scope = scopeOption(options);
  const name = nameOption(options);
  const now = Date.now();
  const lifeMs = durationOption(options, "expires");
  const expiresAt = lifeMs === undefined ? null : now + lifeMs;
  const { id, text } = await withProject(options, context, ({ store }) =>
    createKey(store, { scope, name, expiresAt, now }),
  );
  const made = { id, scope, name, expiresAt, key: text };
  context.print(options.json === true ? jsonDocument(made) : renderMadeKey(made));
  return exitCodes.ok;
};

/** Lists the keys, oldest first, without what opens anything. */
export const keysList: Command = async (_, options, context) => {
  const now = Date.now();
  const records = await withProject(options, context, ({ store }) => listKeys(store));
  const keys = records.map((record) => listedKey(record, now));
  context.print(options.json === true ? jsonDocument({ keys }) : renderKeyList(keys, canvas()));
  return exitCodes.ok;
};

/** Gives a key a new text and prints it, once. */
export const keysRotate: Command = async (id = "", options, context) => {
  const overlapMs = durationOption(options, "overlap") ?? 0;
  const now = Date.now();
  const { scope, text } = await withProject(options, context, ({ store }) =>
    rotateKey(store, id, { now, overlapMs }),
  );
  const oldUntil = overlapMs === 0 ? null : now + overlapMs;
  const made = { id, scope, oldUntil, key: text };
  context.print(options.json === true ? jsonDocument(made) : renderMadeKey(made));
  return exitCodes.ok;
};

/** Takes a key back. */
export const keysRevoke: Command = async (id = "", options, context) => {
  await withProject(options, context, ({ store }) => revokeKey(store, id, { now: Date.now() }));
  const text = `Key ${id} is revoked; running servers refuse it within a second.\n`;
  context.print(options.json === true ? jsonDocument({ id, revoked: true }) : text);
  return exitCodes.ok;
};

function scopeOption(options: Options): KeyScope {
  const text = textOption(options, "scope");
  const scope = keyScopes.find((known) => known === text);
  if (scope !== undefined) return scope;
  throw new AirworthyError(
    "OPTION_INVALID",
    `Cannot make a key of the scope '${text}': wanted one of ${keyScopes.join(", ")}.`,
  );
}

function nameOption(options: Options): string {
  const name = textOption(options, "name") ?? "";
  if (name.length <= longestName && !/\p{C}/u.test(name)) return name;
  throw new AirworthyError(
    "OPTION_INVALID",
    `Cannot use --name: wanted at most ${longestName} characters, none of them a control character.`,
  );
}
