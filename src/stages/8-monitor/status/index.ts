export {
  type LatencySummary,
  type QualitySummary,
  type RequestSummary,
  summariseLatency,
  summariseQuality,
  summariseRequests,
} from "./summarise-window.ts";
