/** What a client saw of one call, joined with what the gateway put out about it. Times are the virtual clock's. */
export interface CallRecord {
  /** Seconds from the scenario's start to the request. */
  readonly at: number;
  readonly traffic: string;
  readonly subscription: string;
  /** 0 when the connection broke before there was an answer. */
  readonly status: number;
  /** False when an answer broke off. */
  readonly complete: boolean;
  readonly latencyMs: number;
  /** To the first byte of the body; absent when there was none. */
  readonly firstByteMs?: number;
  readonly retryAfterS?: number;
  readonly requestId: string;
  /** The backend that made the response which the call goes on from; undefined where it goes on from none. */
  readonly follows?: string;
  /** Empty where no backend answered. */
  readonly backend: string;
  readonly product: string;
  /** Of the gateway that answered; empty where none did. */
  readonly region: string;
  readonly spilled: boolean;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Millionths of a US dollar, as the usage event says; absent where it knows no price. */
  readonly costMicros?: number;
  readonly usageEvents: number;
  readonly llmLogRows: number;
}

/** What a simulated deployment received: every attempt counts, refused ones too. */
export interface BackendRecord {
  readonly at: number;
  readonly backend: string;
  readonly status: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
}

export interface RunBackend {
  readonly id: string;
  readonly kind: "ptu" | "payg";
  readonly priority: number;
  readonly weight: number;
  /** PTUs over all deployments; 0 for pay-as-you-go. */
  readonly ptus: number;
}

export interface RunRecords {
  /** Seconds. */
  readonly duration: number;
  readonly backends: readonly RunBackend[];
  readonly calls: readonly CallRecord[];
  readonly backendCalls: readonly BackendRecord[];
}
