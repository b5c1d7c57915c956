/** What a figure of lines is told. */
import type { Marker, Point, Series } from "./chart-data.ts";

export interface XAxis {
  readonly kind: "time" | "number";
  /** The axis's title, and what a place is called. */
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** Whether there is nothing between whole numbers. */
  readonly isWhole?: boolean;
  /** How a number reads; as numbers do unless told. */
  readonly format?: (value: number) => string;
  /** How wide a place is: where nothing is known of one it is hatched. */
  readonly width?: number;
}

export interface LineFigureProps {
  readonly title: string;
  readonly points: readonly Point[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  readonly x: XAxis;
  /** The y axis: as the values have it unless told. */
  readonly y?: { readonly from?: number; readonly to?: number; readonly isWhole?: boolean };
  readonly markers?: readonly Marker[];
  /** In place of the usual one. */
  readonly summary?: string;
  readonly height?: number;
}
