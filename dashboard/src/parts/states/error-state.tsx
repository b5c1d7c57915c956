import { Button, Code, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { ConnectionLost, Refusal } from "../../api/ask.ts";
import { MessageState } from "./message-state.tsx";

interface ErrorStateProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** What went wrong, by its kind, with what to do about it. */
export function ErrorState({ error, onRetry }: ErrorStateProps): ReactNode {
  const again =
    onRetry === undefined ? null : (
      <Group justify="center" mt="md">
        <Button size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      </Group>
    );
  if (error instanceof ConnectionLost)
    return (
      <MessageState title="The server does not answer" mark="!" color="orange">
        This page asks again by itself. Is <Code>airworthy serve</Code> or <Code>airworthy ui</Code> running?
        {again}
      </MessageState>
    );
  if (error instanceof Refusal && error.status === 403)
    return (
      <MessageState title="Your key may not see this" mark="×" color="orange">
        {error.message} Sign in with another key, or ask who runs the server for one.
      </MessageState>
    );
  if (error instanceof Refusal && error.status === 404)
    return (
      <MessageState title="Nothing here yet">
        {error.message}
        {again}
      </MessageState>
    );
  const [message, code] =
    error instanceof Refusal ? [error.message, error.code] : ["The page failed on what it got.", "DEFECT"];
  return (
    <MessageState title="This could not be shown" mark="!" color="red">
      {message} <Code>{code}</Code>
      {again}
    </MessageState>
  );
}
