/** Sizes that keep a file one concept (STYLE §2), in lines of code: comments and blanks do not count. */
import { type Check, runAsScript } from "./check.ts";
import { readSourceTree, type SourceFile } from "./source-tree.ts";

const fileLimit = 250;
const functionLimit = 60;
const smallFile = 100;
const smallShare = 0.8;

/** A suite is a list of tests, not a function that does one thing. */
const suiteNames = new Set(["callback of describe", "callback of suite"]);

/** Every file and function of `files` that is too long, and whether too few files are small. */
export function findSizeProblems(files: readonly SourceFile[]): string[] {
  const long = files
    .filter(({ codeLines }) => codeLines > fileLimit)
    .map(({ path, codeLines }) => `${path} has ${codeLines} lines of code, at most ${fileLimit}`);
  const functions = files.flatMap(({ path, functions }) =>
    functions
      .filter(({ name, codeLines }) => codeLines > functionLimit && !suiteNames.has(name))
      .map(
        ({ name, line, codeLines }) =>
          `${path}:${line} ${name} has ${codeLines} lines of code, at most ${functionLimit}`,
      ),
  );
  const small = files.filter(({ codeLines }) => codeLines <= smallFile).length;
  const share =
    small >= smallShare * files.length
      ? []
      : [
          `${small} of ${files.length} files have at most ${smallFile} lines of code, wanted ${smallShare * 100}%`,
        ];
  return [...long, ...functions, ...share];
}

export const checkSizes: Check = (root) => findSizeProblems(readSourceTree(root));

await runAsScript(checkSizes, import.meta);
