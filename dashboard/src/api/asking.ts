import { ask, type Operation, type Question, type Reply } from "./ask.ts";

/** How a question is asked and its reply kept. */
export function asking<O extends Operation>(operation: O, question: Question<O>) {
  return {
    queryKey: [operation, question],
    queryFn: ({ signal }: { readonly signal: AbortSignal }): Promise<Reply<O>> =>
      ask(operation, question, { signal }),
  };
}
