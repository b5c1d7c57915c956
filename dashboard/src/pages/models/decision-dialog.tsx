import { Alert, Button, Group, List, Modal, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";

interface DecisionDialogProps {
  readonly title: string;
  /** What will happen. */
  readonly sentences: readonly string[];
  /** What the button says that does it. */
  readonly action: string;
  readonly isAllowed?: boolean;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly act: () => Promise<unknown>;
  /** What is chosen first. */
  readonly children?: ReactNode;
}

/** Says what will happen, and does it. */
export function DecisionDialog(props: DecisionDialogProps): ReactNode {
  const { title, sentences, action, isAllowed = true, opened, onClose, act, children } = props;
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: act,
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries();
    },
  });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size="lg"
      centered
      styles={{ title: { fontWeight: 600 } }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack>
        {children}
        <List size="sm" spacing={6}>
          {sentences.map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
        {change.error === null ? null : (
          <Alert color="red" role="alert">
            {change.error.message}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Leave it as it is
          </Button>
          <Button loading={change.isPending} disabled={!isAllowed} onClick={() => change.mutate()}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
