import { Alert, Button, Checkbox, Group, List, Modal, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask } from "../../api/ask.ts";

interface ChangeChampionProps {
  readonly kind: "promote" | "rollback";
  /** Who is champion then. */
  readonly version: number;
  readonly champion: number | null;
  /** Whether its gates passed; those of a former champion are not asked again. */
  readonly hasPassed?: boolean;
  readonly opened: boolean;
  readonly onClose: () => void;
}

const titles = { promote: "Promote", rollback: "Roll back to" } as const;

/** Says what will happen, and does it. */
export function ChangeChampion(props: ChangeChampionProps): ReactNode {
  const { kind, version, champion, hasPassed = true, opened, onClose } = props;
  const [force, setForce] = useState(false);
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () =>
      kind === "promote"
        ? ask("POST /api/models/{version}/promote", { path: { version: String(version) }, body: { force } })
        : ask("POST /api/models/rollback", { body: {} }),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries();
    },
  });
  return (
    <Modal opened={opened} onClose={onClose} title={`${titles[kind]} version ${version}?`} centered>
      <Stack>
        <List size="sm" spacing={6}>
          <List.Item>
            Its package is verified, and must answer its own example; where it does not, nothing changes.
          </List.Item>
          <List.Item>
            Version {version} becomes the champion
            {champion === null
              ? "."
              : `; version ${champion}, which is it now, stays and can be promoted again.`}
          </List.Item>
          <List.Item>Running servers take it up within a second; no request is dropped.</List.Item>
          <List.Item>Monitors look at version {version} from then on, against its own baseline.</List.Item>
        </List>
        {hasPassed ? null : (
          <Checkbox
            label={`Version ${version} failed its gates. Promote it all the same.`}
            checked={force}
            onChange={({ currentTarget }) => setForce(currentTarget.checked)}
          />
        )}
        {change.error === null ? null : (
          <Alert color="red" role="alert">
            {change.error.message}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Leave it as it is
          </Button>
          <Button loading={change.isPending} disabled={!hasPassed && !force} onClick={() => change.mutate()}>
            {kind === "promote" ? `Promote version ${version}` : `Roll back to version ${version}`}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
