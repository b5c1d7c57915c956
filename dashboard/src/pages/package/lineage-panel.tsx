import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { PackageView } from "../../api/schema.gen.ts";
import { Facts } from "../../parts/facts.tsx";
import { formatTime } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";

/** The run, the data and the programs that a package was made with. */
export function LineagePanel({ data }: { readonly data: PackageView }): ReactNode {
  const { aliases, created, lineage, versions } = data;
  return (
    <Panel title="Where it comes from">
      <Facts
        label="Lineage"
        facts={[
          ["Built", formatTime(Date.parse(created))],
          ["Aliases", aliases.length === 0 ? "none" : aliases.join(", ")],
          [
            "Run",
            <Anchor
              key="run"
              inherit
              component={Link}
              to="/validation"
              search={{ run: lineage.run } as never}
            >
              {lineage.run}
            </Anchor>,
          ],
          ["Data", lineage.snapshot],
          ["Model file", lineage.model],
          ["Validated as", lineage.validatedModel],
          ["Made with", `airworthy ${versions.airworthy}, ONNX Runtime ${versions.onnxruntime}`],
        ]}
      />
    </Panel>
  );
}
