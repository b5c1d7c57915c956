import { Button } from "@mantine/core";
import { type ReactNode, useRef, useState } from "react";
import { PromoteDialog, type PromoteDialogProps } from "./promote-dialog.tsx";

/** Asks before it promotes. */
export function PromoteButton(props: Pick<PromoteDialogProps, "model" | "standing">): ReactNode {
  const [opened, setOpened] = useState<boolean | null>(null); // never asked for: a dialog in each row is slow
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpened(false);
    button.current?.focus(); // a dialog that begins open does not know where the focus was
  };
  return (
    <>
      <Button
        ref={button}
        size="compact-sm"
        variant="light"
        aria-label={`Promote version ${props.model.version}`}
        onClick={() => setOpened(true)}
      >
        Promote
      </Button>
      {opened === null ? null : <PromoteDialog {...props} opened={opened} onClose={close} />}
    </>
  );
}
