/** Sizes that keep a file one concept (STYLE §2), in lines of code: comments and blanks do not count. */
import { type Check, runAsScript } from "./check.ts";
import { readSourceTree, type SourceFile } from "./source-tree.ts";

const fileLimit = 250;
const functionLimit = 60;
const smallFile = 100;
const smallShare = 0.8;

/** A suite is a list of tests, not a function that does one thing. */
const suiteNames = new Set(["callback of describe", "callback of suite"]);

/** A test file is as long as its list of cases: the longest length holds for it, the usual one does not. */
function isTest(path: string): boolean {
  return path.startsWith("test/") || /\.test[-.]/.test(path);
}

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
  const code = files.filter(({ path }) => !isTest(path));
  const small = code.filter(({ codeLines }) => codeLines <= smallFile).length;
  const share =
    small >= smallShare * code.length
      ? []
      : [
          `${small} of ${code.length} files of code have at most ${smallFile} lines, wanted ${smallShare * 100}%`,
        ];
  return [...long, ...functions, ...share];
}

export const checkSizes: Check = (root) => findSizeProblems(readSourceTree(root));

await runAsScript(checkSizes, import.meta);
