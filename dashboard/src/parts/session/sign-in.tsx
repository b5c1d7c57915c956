import { Alert, Button, Center, Code, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../../api/ask.ts";

/** Signs in with an API key; the page itself does not keep it. */
export function SignIn(): ReactNode {
  useDocumentTitle("Sign in · Airworthy");
  const [key, setKey] = useState("");
  const client = useQueryClient();
  const signIn = useMutation({
    mutationFn: () => ask("POST /api/session", { body: { key } }),
    onSuccess: async () => {
      setKey("");
      await client.resetQueries();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p="xl" radius="md" w={420} maw="100%">
        <form onSubmit={submit}>
          <Stack>
            <div>
              <Title order={1} size="h3">
                Sign in
              </Title>
              <Text c="dimmed" size="sm">
                This project has API keys: one of them opens the pages.
              </Text>
            </div>
            {signIn.error === null ? null : (
              <Alert color="red" role="alert">
                {signIn.error.message}
              </Alert>
            )}
            <PasswordInput
              label="API key"
              description={
                <>
                  <Code>airworthy keys create --scope admin</Code> makes one.
                </>
              }
              autoComplete="current-password"
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              required
              data-autofocus
            />
            <Button type="submit" loading={signIn.isPending}>
              Sign in
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
