/** What a person is to say of a prediction: one of two, one of some, or a number. */
import type { Manifest } from "../../stages/6-package/index.ts";

export interface LabelTarget {
  readonly kind: "boolean" | "class" | "number";
  /** The label's column, and what the config says of it. */
  readonly column: string;
  readonly words: string;
  /** The number above which the label is true; null where there is none. */
  readonly above: number | null;
  /** The classes that the model learned; none where there are no classes. */
  readonly classes: readonly string[];
}

const kinds: Readonly<Record<string, LabelTarget["kind"]>> = {
  boolean: "boolean",
  number: "number",
  integer: "number",
};

export function labelTarget({ definition, network }: Pick<Manifest, "definition" | "network">): LabelTarget {
  const { columns, label } = definition.events;
  const column = columns[label.column];
  const kind = kinds[column?.kind ?? ""] ?? "class";
  return {
    kind,
    column: label.column,
    words: column?.description ?? "",
    above: label.above,
    classes: kind === "class" ? network.classes : [],
  };
}
