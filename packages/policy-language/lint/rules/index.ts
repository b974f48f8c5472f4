import type { Rule } from "../rule";
import { bodyConsumed, retryWithoutBody, streamBuffered, streamParsed } from "./bodies";
import { unreachableWhen } from "./choose";
import { backendTwice, bearerBeforeLimit, deadSteps, missingBase } from "./order";
import { keyReachesBackend, secretInClear } from "./secrets";
import { storedUnowned } from "./state";
import { cacheMiss, responseMayBeNull, variableNeverSet, variableType } from "./variables";

/** Everything that lint looks for beyond errors. */
export const rules: readonly Rule[] = [
  bearerBeforeLimit,
  streamBuffered,
  streamParsed,
  retryWithoutBody,
  bodyConsumed,
  variableNeverSet,
  variableType,
  cacheMiss,
  responseMayBeNull,
  keyReachesBackend,
  secretInClear,
  storedUnowned,
  missingBase,
  unreachableWhen,
  deadSteps,
  backendTwice,
];
