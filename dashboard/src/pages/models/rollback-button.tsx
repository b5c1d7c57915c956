import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ask } from "../../api/ask.ts";
import type { Models } from "../../api/schema.gen.ts";
import { DecisionDialog } from "./decision-dialog.tsx";
import { whatRollbackDoes } from "./what-happens.ts";

/** Takes a rollout back, or the champion, after it was said what comes of it. */
export function RollbackButton({ reply }: { readonly reply: Models }): ReactNode {
  const { champion, predecessor, rollouts } = reply;
  const [opened, setOpened] = useState(false);
  const running = rollouts.find(({ state }) => state === "running") ?? null;
  const version = running === null ? predecessor : running.version;
  return (
    <>
      <Button size="sm" variant="default" disabled={version === null} onClick={() => setOpened(true)}>
        Roll back
      </Button>
      {version === null ? null : (
        <DecisionDialog
          title={running === null ? `Roll back to version ${version}?` : `Take version ${version} back?`}
          sentences={whatRollbackDoes(running, { version, champion })}
          action={running === null ? `Roll back to version ${version}` : `Take version ${version} back`}
          opened={opened}
          onClose={() => setOpened(false)}
          act={() => ask("POST /api/models/rollback", { body: {} })}
        />
      )}
    </>
  );
}
