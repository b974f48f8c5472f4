import type { PolicyDefinition } from "../policy";
import { choose } from "./choose";
import { forwardRequest } from "./forwardRequest";
import { includeFragment } from "./includeFragment";
import { limitConcurrency } from "./limitConcurrency";
import { retry } from "./retry";
import { returnResponse } from "./returnResponse";
import { rewriteUri } from "./rewriteUri";
import { setBackendService } from "./setBackendService";
import { setBody } from "./setBody";
import { setHeader } from "./setHeader";
import { setMethod } from "./setMethod";
import { setQueryParameter } from "./setQueryParameter";
import { setStatus } from "./setStatus";
import { setVariable } from "./setVariable";
import { trace } from "./trace";
import { wait } from "./wait";

/** Every policy the local gateway runs; an element that is not here is a problem when its document is loaded. */
export const policyDefinitions: readonly PolicyDefinition[] = [
  choose,
  forwardRequest,
  includeFragment,
  limitConcurrency,
  retry,
  returnResponse,
  rewriteUri,
  setBackendService,
  setBody,
  setHeader,
  setMethod,
  setQueryParameter,
  setStatus,
  setVariable,
  trace,
  wait,
];
