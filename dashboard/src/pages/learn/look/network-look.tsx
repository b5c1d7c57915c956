import type { ReactNode } from "react";
import { NetworkPicture } from "../../predictions/network-picture.tsx";
import { NothingHere } from "../nothing-here.tsx";
import type { WayProps } from "../way-props.ts";

/** The package's example on its way through the network. */
export function NetworkLook({ page: { facts } }: WayProps): ReactNode {
  if (facts.answer === null) return <NothingHere />;
  return <NetworkPicture trace={facts.answer.trace} />;
}
