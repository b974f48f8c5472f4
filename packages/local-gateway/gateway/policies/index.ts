import type { PolicyDefinition } from "../policy";
import { authenticationBasic } from "./authenticationBasic";
import { authenticationCertificate } from "./authenticationCertificate";
import { authenticationManagedIdentity } from "./authenticationManagedIdentity";
import { cacheValue } from "./cacheValue";
import { cacheLookupValue, cacheRemoveValue, cacheStoreValue } from "./cacheValues";
import { checkHeader } from "./checkHeader";
import { choose } from "./choose";
import { cors } from "./cors";
import { emitMetric } from "./emitMetric";
import { azureOpenAiEmitTokenMetric, llmEmitTokenMetric } from "./emitTokenMetric";
import { findAndReplace } from "./findAndReplace";
import { forwardRequest } from "./forwardRequest";
import { getAuthorizationContext } from "./getAuthorizationContext";
import { includeFragment } from "./includeFragment";
import { invokeDaprBinding } from "./invokeDaprBinding";
import { ipFilter } from "./ipFilter";
import { limitConcurrency } from "./limitConcurrency";
import { llmContentSafety } from "./llmContentSafety";
import { logToEventHub } from "./logToEventHub";
import { mockResponse } from "./mockResponse";
import { proxy } from "./proxy";
import { publishToDapr } from "./publishToDapr";
import { quota, quotaByKey } from "./quota";
import { rateLimit } from "./rateLimit";
import { rateLimitByKey } from "./rateLimitByKey";
import { cacheLookup, cacheStore } from "./responseCache";
import { retry } from "./retry";
import { returnResponse } from "./returnResponse";
import { rewriteUri } from "./rewriteUri";
import {
  azureOpenAiSemanticCacheLookup,
  azureOpenAiSemanticCacheStore,
  llmSemanticCacheLookup,
  llmSemanticCacheStore,
} from "./semanticCache";
import { sendOneWayRequest, sendRequest } from "./sendRequest";
import { sendServiceBusMessage } from "./sendServiceBusMessage";
import { setBackendService } from "./setBackendService";
import { setBody } from "./setBody";
import { setHeader } from "./setHeader";
import { setMethod } from "./setMethod";
import { setQueryParameter } from "./setQueryParameter";
import { setStatus } from "./setStatus";
import { setVariable } from "./setVariable";
import { azureOpenAiTokenLimit, llmTokenLimit } from "./tokenLimit";
import { trace } from "./trace";
import { validateAzureAdToken } from "./validateAzureAdToken";
import { validateClientCertificate } from "./validateClientCertificate";
import { validateJwt } from "./validateJwt";
import { wait } from "./wait";

import { crossDomain } from "./crossDomain";

import { jsonToXml } from "./jsonToXml";

import { jsonp } from "./jsonp";

import { redirectContentUrls } from "./redirectContentUrls";

import { xmlToJson } from "./xmlToJson";

import { xslTransform } from "./xslTransform";

import { validateContent } from "./validateContent";

import { validateHeaders } from "./validateHeaders";

import { validateODataRequest } from "./validateODataRequest";

import { validateParameters } from "./validateParameters";

import { validateStatusCode } from "./validateStatusCode";

/** Every policy the local gateway runs; an element that is not here is a problem when its document is loaded. */
export const policyDefinitions: readonly PolicyDefinition[] = [
  authenticationBasic,
  authenticationCertificate,
  authenticationManagedIdentity,
  azureOpenAiEmitTokenMetric,
  azureOpenAiSemanticCacheLookup,
  azureOpenAiSemanticCacheStore,
  azureOpenAiTokenLimit,
  cacheLookup,
  cacheLookupValue,
  cacheRemoveValue,
  cacheStore,
  cacheStoreValue,
  cacheValue,
  checkHeader,
  choose,
  cors,
  emitMetric,
  findAndReplace,
  forwardRequest,
  getAuthorizationContext,
  includeFragment,
  invokeDaprBinding,
  ipFilter,
  limitConcurrency,
  llmContentSafety,
  llmEmitTokenMetric,
  llmSemanticCacheLookup,
  llmSemanticCacheStore,
  llmTokenLimit,
  logToEventHub,
  mockResponse,
  proxy,
  publishToDapr,
  quota,
  quotaByKey,
  rateLimit,
  rateLimitByKey,
  retry,
  returnResponse,
  rewriteUri,
  sendOneWayRequest,
  sendRequest,
  sendServiceBusMessage,
  setBackendService,
  setBody,
  setHeader,
  setMethod,
  setQueryParameter,
  setStatus,
  setVariable,
  trace,
  validateAzureAdToken,
  validateClientCertificate,
  validateJwt,
  wait,
  crossDomain,
  jsonToXml,
  jsonp,
  redirectContentUrls,
  xmlToJson,
  xslTransform,
  validateContent,
  validateHeaders,
  validateODataRequest,
  validateParameters,
  validateStatusCode,
];
