import { types, type Message, type Sender } from "rhea";
import type { Clock } from "@azure-genai-gateway/common/clock";
import { EventHubError } from "../errors";
import type { EventHubNamespace } from "../namespace";

/** What is answered to a request sent to $cbs or $management. */
export interface Reply {
  readonly status: number;
  readonly description: string;
  readonly condition?: string;
  readonly body?: unknown;
}

/** Takes any token: whoever reaches a loopback port is trusted. */
export function putToken(): Reply {
  return { status: 202, description: "Accepted" };
}

/**
 * READ of com.microsoft:eventhub and com.microsoft:partition, which clients call for a hub's partitions and for where
 * a partition begins and ends.
 */
export function manage(request: Message, namespace: EventHubNamespace, clock: Clock): Reply {
  const { operation, type, name, partition } = (request.application_properties ?? {}) as Readonly<
    Record<string, unknown>
  >;
  if (operation !== "READ")
    return { status: 501, description: `The operation ${String(operation)} is not implemented.` };
  try {
    if (type === "com.microsoft:eventhub") return answer(hubFacts(namespace, String(name)));
    if (type === "com.microsoft:partition")
      return answer(partitionFacts(namespace, String(name), String(partition), clock));
    return {
      status: 400,
      description: `The type ${String(type)} is not known.`,
      condition: "amqp:not-allowed",
    };
  } catch (error) {
    if (!(error instanceof EventHubError)) throw error;
    const status = error.condition === "amqp:not-found" ? 404 : 400;
    return { status, description: error.message, condition: error.condition };
  }
}

function answer(body: unknown): Reply {
  return { status: 200, description: "OK", body };
}

function hubFacts(namespace: EventHubNamespace, name: string): unknown {
  const { name: hub, createdAt, partitions } = namespace.hub(name);
  const ids = partitions.map((_, index) => String(index));
  return {
    name: types.wrap_string(hub),
    type: types.wrap_string("com.microsoft:eventhub"),
    created_at: types.wrap_timestamp(createdAt),
    partition_count: types.wrap_int(ids.length),
    partition_ids: types.wrap_array(ids, 0xa1, undefined),
  };
}

function partitionFacts(namespace: EventHubNamespace, name: string, id: string, clock: Clock): unknown {
  const log = namespace.hub(name).partition(id);
  const { newest } = log;
  const isEmpty = log.firstSequence === log.nextSequence;
  return {
    name: types.wrap_string(namespace.hub(name).name),
    type: types.wrap_string("com.microsoft:partition"),
    partition: types.wrap_string(id),
    begin_sequence_number: types.wrap_long(isEmpty ? -1 : log.firstSequence),
    last_enqueued_sequence_number: types.wrap_long(log.nextSequence - 1),
    last_enqueued_offset: types.wrap_string(String(newest?.offset ?? -1)),
    last_enqueued_time_utc: types.wrap_timestamp(newest?.enqueuedAt ?? 0),
    runtime_info_retrieval_time_utc: types.wrap_timestamp(clock.now()),
    is_partition_empty: types.wrap_boolean(isEmpty),
  };
}

/** Sends the reply over the link that the requester listens on. */
export function sendReply(link: Sender, request: Message, reply: Reply): void {
  link.send({
    correlation_id: request.message_id,
    to: request.reply_to,
    application_properties: {
      "status-code": types.wrap_int(reply.status),
      "status-description": reply.description,
      statusCode: types.wrap_int(reply.status),
      statusDescription: reply.description,
      ...(reply.condition === undefined
        ? {}
        : { "error-condition": reply.condition, errorCondition: reply.condition }),
    },
    body: reply.body ?? null,
  });
}
