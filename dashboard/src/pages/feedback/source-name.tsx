import { Text } from "@mantine/core";
import type { ReactNode } from "react";

/** Who says something, as long as it is; "(unnamed)" for the source without a name. */
export function SourceName({ source }: { readonly source: string }): ReactNode {
  return (
    <Text span inherit style={{ overflowWrap: "anywhere" }}>
      {source === "" ? "(unnamed)" : source}
    </Text>
  );
}
