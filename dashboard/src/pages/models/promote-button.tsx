import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { ListedModel } from "../../api/schema.gen.ts";
import { ChangeChampion } from "./change-champion.tsx";

interface PromoteButtonProps {
  readonly model: Pick<ListedModel, "version" | "passed">;
  readonly champion: number | null;
}

/** Asks before it promotes. */
export function PromoteButton({ model: { version, passed }, champion }: PromoteButtonProps): ReactNode {
  const [opened, setOpened] = useState<boolean | null>(null); // never asked for: a dialog in each row is slow
  return (
    <>
      <Button
        size="compact-sm"
        variant="light"
        aria-label={`Promote version ${version}`}
        onClick={() => setOpened(true)}
      >
        Promote
      </Button>
      {opened === null ? null : (
        <ChangeChampion
          kind="promote"
          version={version}
          champion={champion}
          hasPassed={passed}
          opened={opened}
          onClose={() => setOpened(false)}
        />
      )}
    </>
  );
}
