import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { MessageState } from "../states/message-state.tsx";

export function NotFound(): ReactNode {
  return (
    <MessageState title="There is no such page" mark="?">
      The address may be mistyped.{" "}
      <Anchor inherit component={Link} to="/">
        Go to the overview
      </Anchor>
      .
    </MessageState>
  );
}
