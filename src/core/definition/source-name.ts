/** How a source of labels is named. */

/** The source of what a person settled where sources differ; nobody else may use the name. */
export const settledSource = "settled";

/** What labels are named after that nobody reports: those that recorded events carry, and those of the source's own rows. */
export const ownSources = ["(events)", "(source)"] as const;

const longestName = 100;

/** Whether `name` can name a source of labels: 1 to 100 characters, none of them a control character. */
export function isSourceName(name: unknown): name is string {
  return (
    typeof name === "string" &&
    name !== "" &&
    name.length <= longestName &&
    name.isWellFormed() &&
    !/\p{C}/u.test(name)
  );
}
