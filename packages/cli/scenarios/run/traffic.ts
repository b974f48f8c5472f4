import { type Clock, sleep } from "@azure-genai-gateway/common/clock";
import { type HttpHandler, HttpHeaders } from "@azure-genai-gateway/common/http";
import type { Random } from "@azure-genai-gateway/common/random";
import { Stopper } from "@azure-genai-gateway/common/stopper";
import type { Scenario, Traffic } from "../model/schema";
import { promptOf, requestOf, type HttpCall } from "./requests";
import { runSession } from "./session";
import { Threads, type Thread } from "./threads";

/** What a client can know of its call. */
export interface ClientCall {
  readonly startedMs: number;
  readonly traffic: string;
  readonly subscription: string;
  readonly status: number;
  readonly complete: boolean;
  readonly latencyMs: number;
  readonly firstByteMs: number | undefined;
  readonly retryAfterS: number | undefined;
  readonly requestId: string;
  /** The backend that made the response which the call goes on from; undefined where it goes on from none. */
  readonly follows?: string;
}

export interface TrafficTarget {
  /** The public entrance, for users in a region; undefined is the stack's first. */
  handleFrom(location: string | undefined): HttpHandler;
  readonly clock: Clock;
  readonly random: Random;
  keyOf(subscription: string): string;
  /** The deployment to call for an operation that names none. */
  deploymentFor(operation: Traffic["call"]["operation"]): string;
}

/** Users who call, read the answer, think, and call again, until the scenario's end. Calls then under way are awaited. */
export async function runTraffic(scenario: Scenario, target: TrafficTarget): Promise<readonly ClientCall[]> {
  const calls: ClientCall[] = [];
  const threads = new Threads(scenario.traffic);
  const users = scenario.traffic.flatMap((traffic) =>
    Array.from({ length: mostUsers(traffic) }, (_, index) =>
      runUser(traffic, index, scenario.duration * 1000, target, threads.user(traffic), (call) =>
        calls.push(call),
      ),
    ),
  );
  await Promise.all(users);
  return calls;
}

function mostUsers({ users, stages }: Traffic): number {
  return users ?? Math.max(...stages!.map((stage) => stage.users));
}

function usersAt({ users, stages }: Traffic, seconds: number): number {
  if (users !== undefined) return users;
  return stages!.findLast(({ from }) => from <= seconds)?.users ?? 0;
}

async function runUser(
  traffic: Traffic,
  index: number,
  durationMs: number,
  target: TrafficTarget,
  thread: Thread,
  done: (call: ClientCall) => void,
): Promise<void> {
  const { clock } = target;
  const begun = clock.now();
  const elapsed = () => clock.now() - begun;
  const subscription = traffic.subscriptions[index % traffic.subscriptions.length]!;
  const key = target.keyOf(subscription);
  const thinkMs = traffic.think * 1000;
  // Users do not arrive in step.
  await sleep(clock, (index * Math.max(1000, thinkMs)) / Math.max(1, mostUsers(traffic)));
  while (elapsed() < durationMs) {
    if (usersAt(traffic, elapsed() / 1000) <= index) {
      const next = traffic.stages!.find(({ from }) => from * 1000 > elapsed());
      if (!next) return;
      await sleep(clock, next.from * 1000 - elapsed());
      continue;
    }
    done(await oneCall(traffic, subscription, key, target, thread));
    await sleep(clock, thinkMs);
  }
}

async function oneCall(
  traffic: Traffic,
  subscription: string,
  key: string,
  target: TrafficTarget,
  thread: Thread,
): Promise<ClientCall> {
  const previous = thread.next();
  const call =
    previous === undefined
      ? traffic.call
      : { ...traffic.call, body: { ...traffic.call.body, previous_response_id: previous.id } };
  const { clock, random } = target;
  const handle = target.handleFrom(traffic.location);
  const deployment = call.deployment ?? target.deploymentFor(call.operation);
  const startedMs = clock.now();
  const common = {
    startedMs,
    traffic: traffic.name,
    subscription,
    ...(previous === undefined ? {} : { follows: previous.backend }),
  };
  let status = 0;
  let requestId = "";
  let retryAfterS: number | undefined;
  let firstByteMs: number | undefined;
  let complete = false;
  let backend = "";
  const text: Uint8Array[] = [];
  const stopper = new Stopper();
  if (call.leaveAfter !== undefined) void sleep(clock, call.leaveAfter * 1000).then(() => stopper.abort());
  const onFirst = () => void (firstByteMs ??= clock.now() - startedMs);
  try {
    if (call.operation === "realtime") {
      const { turns, maxTokens } = call;
      const prompt = () => promptOf(call.promptTokens, random);
      const session = await runSession(handle, { deployment, key, prompt, turns, maxTokens }, onFirst);
      return { ...common, ...session, latencyMs: clock.now() - startedMs, firstByteMs };
    }
    const { path, contentType, body, headers } = requestOf(call as HttpCall, deployment, random, key);
    const answer = await handle({
      method: "POST",
      url: `https://gateway.example${path}`,
      headers: new HttpHeaders({
        "Content-Type": contentType,
        "Content-Length": String(body.length),
        // As OpenAI's library for Azure sends it, which finds the key with and without an ingress.
        Authorization: `Bearer ${key}`,
        "api-key": key,
        ...headers,
        ...call.headers,
      }),
      body,
      clientAddress: "203.0.113.9",
      ...(call.leaveAfter === undefined ? {} : { signal: stopper.signal }),
    });
    status = answer.status;
    backend = answer.headers.get("x-gateway-backend") ?? "";
    requestId = answer.headers.get("x-gateway-request-id") ?? "";
    const wait = answer.headers.get("Retry-After");
    retryAfterS = wait === undefined ? undefined : Number(wait);
    if (answer.body instanceof Uint8Array) {
      firstByteMs = clock.now() - startedMs;
      text.push(answer.body);
    } else
      for await (const chunk of answer.body) {
        onFirst();
        if (thread.isWatched) text.push(chunk);
      }
    complete = true;
  } catch {
    // A broken connection is what the scenario is about, not a failure of the scenario: status and complete say it.
  }
  const latencyMs = clock.now() - startedMs;
  // A response whose stream broke off is not stored.
  if (thread.isWatched) thread.ended(complete ? status : 0, backend, Buffer.concat(text).toString());
  return { ...common, status, complete, latencyMs, firstByteMs, retryAfterS, requestId };
}
