export type { AlertHistoryEntry, AlertRecord } from "./alert-records.ts";
export {
  acknowledgeAlert,
  alertHistory,
  alertId,
  type ChangedAlert,
  lastFiring,
  listAlerts,
  type MonitorReading,
  type OnAlertChange,
  recordReadings,
} from "./alerts.ts";
export { type AliasName, changeAlias, listAliases, predecessorOf } from "./aliases.ts";
export {
  type ApiKeyRecord,
  createKey,
  isKeyActive,
  listKeys,
  revokeKey,
  rotateKey,
} from "./api-keys.ts";
export { type ChangeMarks, type ChangeTopic, changeMarks, changeTopics } from "./change-marks.ts";
export {
  type Contradiction,
  type ContradictionOptions,
  listContradictions,
  type SaidLabel,
} from "./contradictions.ts";
export { type DecisionRecord, decidedSince, listDecisions, recordDecision } from "./decisions.ts";
export { type DeleteEntityOptions, deleteEntity, type Erased } from "./delete-entity.ts";
export {
  countErasedIn,
  type Erasure,
  type ErasureMarks,
  erasurePages,
  isErasedIn,
  recordErasure,
  wasErased,
} from "./erasures.ts";
export type { Stand, StandingJob, Turn } from "./job-stand.ts";
export {
  findLabelAct,
  type LabelAct,
  type ListLabelActs,
  listLabelActs,
  type NewLabelAct,
  recordLabelAct,
  recordUndone,
  type SourceWord,
  wordOfEach,
  wordsOfSource,
} from "./label-acts.ts";
export { type LabelPull, listLabelPulls, recordLabelPull } from "./label-pulls.ts";
export { type ActKind, actKinds } from "./label-review-schema.ts";
export { addLabelReviews, type LabelReview, labelReviews } from "./label-reviews.ts";
export { type LabelsOfVersion, labelsByVersion } from "./labels-by-version.ts";
export { releaseLease, takeLease } from "./leases.ts";
export { isPostgres } from "./location.ts";
export {
  eventPages,
  type LoggedLabel,
  labelPages,
  logPosition,
  type PagedEntities,
  type PageOptions,
  type PredictionPageOptions,
  predictionPages,
  waitingLabelPages,
} from "./log-pages.ts";
export { countEventsBehind, type EventsBehindOptions, eventsBehind } from "./logged-events.ts";
export { countReports, type LoggedTruth, labelHistory } from "./logged-labels.ts";
export { loggedLines } from "./logged-lines.ts";
export { findPrediction, predictionsWithIds } from "./logged-predictions.ts";
export { openStore, type Store, storeFailure } from "./open-store.ts";
export { declareChannels, enqueueNotice, type Taken, type TakeOptions, takeMessage } from "./outbox.ts";
export { type ChannelState, type ChannelStatesOptions, channelStates } from "./outbox-channels.ts";
export { type SettleOptions, settleAttempt } from "./outbox-settle.ts";
export {
  addCounted,
  type CountedMinute,
  type MadeWindow,
  replaceWindows,
  type StoredProfiles,
  storedProfiles,
  storedStarts,
  versionsInWindows,
  type WindowSpan,
} from "./profiles.ts";
export { queueChange } from "./queue-change.ts";
export {
  type AlertEvent,
  type AuditEvent,
  type RecentOptions,
  recentAlerts,
  recentAudit,
} from "./recent-events.ts";
export {
  type CutPredictions,
  countUnlearned,
  planCut,
  type RetainEventsOptions,
  removalsOf,
  retainEvents,
  retainFeedback,
  retainPredictions,
  savedPlans,
  wasEventRemoved,
} from "./retain-log.ts";
export { retainAlerts, retainAudit, retainNotifications } from "./retain-told.ts";
export { retainWindows } from "./retain-windows.ts";
export { type RetentionState, recordLearned, recordRetained, retentionState } from "./retention-state.ts";
export {
  type DueWindow,
  dueStarts,
  dueVersions,
  dueWindows,
  holdRollUp,
  type KeptFrom,
  profilesRevision,
  type RollUpState,
  rollUpState,
  setState,
  type VersionLevel,
  whileHeld,
} from "./roll-up-state.ts";
export { rolloutHistory } from "./rollout-history.ts";
export {
  countingServers,
  keepRolloutServer,
  type RolloutServer,
  rolloutServers,
} from "./rollout-servers.ts";
export {
  endRollout,
  endRolloutIn,
  listRollouts,
  markTold,
  type NewRollout,
  noteRollout,
  type RolloutEnd,
  type RolloutNote,
  runningRollout,
  startRollout,
  stepRollout,
  untoldRollbacks,
} from "./rollouts.ts";
export {
  addToJournal,
  interruptedRuns,
  type JournalEntry,
  type JournalEvent,
  journalOf,
  journalPlace,
  pageJournal,
} from "./run-journal.ts";
export {
  type FoundRun,
  findRun,
  finishRun,
  latestRunId,
  listRuns,
  pageRuns,
  type RunPageOptions,
  type RunRecord,
  recordStage,
  startRun,
} from "./runs.ts";
export {
  type PredictionFilter,
  predictionPlaces,
  predictionTime,
  type SearchOptions,
  searchPredictions,
} from "./search-predictions.ts";
export { addSilence, endSilence, listSilences, type Silence, silenceOf } from "./silences.ts";
export { touchWindows } from "./touch-windows.ts";
export {
  allotVersion,
  countVersions,
  findVersion,
  interruptedVersions,
  type ListVersionsOptions,
  listVersions,
  markReady,
  releaseVersion,
  requireVersion,
  type VersionRecord,
  versionsOfRuns,
  versionWithKey,
} from "./versions.ts";
export type { WalkOptions } from "./walk-rows.ts";
export {
  countPredictions,
  type FeedbackOfPrediction,
  feedbackAbout,
  feedbackIn,
  type LoggedFeedback,
  newestPredictionsFrom,
  type PredictionSpan,
  predictionsIn,
} from "./windowed-predictions.ts";
