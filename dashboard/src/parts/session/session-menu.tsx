import { Button, Menu, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../../api/ask.ts";
import { useSession } from "./use-session.ts";

/** Who is signed in, and the way out; nothing where nobody must. */
export function SessionMenu(): ReactNode {
  const { data } = useSession();
  const client = useQueryClient();
  const signOut = useMutation({
    mutationFn: () => ask("POST /api/session/end", { body: {} }),
    onSuccess: () => client.resetQueries(),
  });
  const key = data?.key ?? null;
  if (key === null) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" size="sm" px="sm">
          <Text inherit truncate maw={{ base: 96, xs: 220 }}>
            {key.name === "" ? key.id : key.name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text inherit>
            Key {key.id}, scope {key.scope}
          </Text>
        </Menu.Label>
        <Menu.Item onClick={() => signOut.mutate()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
