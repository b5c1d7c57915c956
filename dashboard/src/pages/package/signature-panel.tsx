import type { ReactNode } from "react";
import type { PackageView } from "../../api/schema.gen.ts";
import { Facts } from "../../parts/facts.tsx";
import { formatBytes } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";

/** Who signed which files, and where they lie. */
export function SignaturePanel({ data }: { readonly data: PackageView }): ReactNode {
  return (
    <Panel title="Signature" note="Every file was just found to be what was signed.">
      <Facts
        label="Signature"
        facts={[
          ["Signed", "✓ ed25519, verified"],
          ["Public key", data.publicKey],
          ...data.files.map(({ name, bytes }) => [name, formatBytes(bytes)] as const),
          ["Folder", data.directory],
        ]}
      />
    </Panel>
  );
}
