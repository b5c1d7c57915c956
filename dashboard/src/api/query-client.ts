import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ConnectionLost, Refusal } from "./ask.ts";
import { setConnected } from "./connection.ts";

/** A refusal is final until asked again, one for want of a key asks who is signed in; a lost connection is told by the banner. */
function makeQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: 2_000, networkMode: "always" },
      mutations: { networkMode: "always" },
    },
    queryCache: new QueryCache({
      onError(error) {
        setConnected(!(error instanceof ConnectionLost));
        if (error instanceof Refusal && error.status === 401)
          void client.invalidateQueries({ queryKey: ["GET /api/session"] });
      },
      onSuccess: () => {
        if (setConnected(true)) void client.invalidateQueries();
      },
    }),
  });
  return client;
}

/** One for the whole page. */
export const queryClient = makeQueryClient();
