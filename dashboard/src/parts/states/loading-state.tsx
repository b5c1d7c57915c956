import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";

/** The place of content that is on its way, about as high as it will be. */
export function LoadingState({ height = 160 }: { readonly height?: number }): ReactNode {
  return (
    <Stack gap="sm" aria-busy="true" opacity={0.5}>
      <VisuallyHidden role="status">Loading</VisuallyHidden>
      <Skeleton height={14} width="40%" />
      <Skeleton height={Math.max(40, height - 30)} />
    </Stack>
  );
}
