import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import {
  create_container,
  message as messages,
  types,
  type Connection,
  type EventContext,
  type Message,
  type Receiver,
  type Sender,
} from "rhea";
import { systemClock, type Clock } from "@azure-genai-gateway/common/clock";
import { EventHubError, entityNotFound } from "../errors";
import { MAX_MESSAGE_BYTES, type EventHubNamespace } from "../namespace";
import { parseAddress, type Address } from "./addresses";
import { Consumers } from "./consumers";
import { writeFullFrames } from "./fullFrames";
import { startOf } from "./position";
import { manage, putToken, sendReply } from "./requests";
import { BATCH_FORMAT, eventOf, eventsOfBatch } from "./sections";

export interface EventHubServerOptions {
  readonly namespace: EventHubNamespace;
  /** Default 127.0.0.1. There is neither TLS nor a check of keys here: never more than loopback. */
  readonly host?: "127.0.0.1" | "::1";
  /** Default 0, any free one. */
  readonly port?: number;
  /** For the times that $management tells; default the machine's. */
  readonly clock?: Clock;
  /** Told of failures of the server itself; default nobody. */
  readonly onDefect?: (error: unknown) => void;
}

export interface EventHubServer {
  readonly port: number;
  /** What `@azure/event-hubs` and its like connect with. The key is not checked. */
  readonly connectionString: string;
  /** Ends all connections. The namespace stays open: it is its owner's to close. */
  close(): Promise<void>;
}

/**
 * Speaks AMQP 1.0 for a namespace, as far as the clients of Event Hubs use it: publishing (single and in batches, by
 * partition or key), consuming from any position with credit and owner levels, $cbs and $management. Not simulated:
 * TLS, web sockets, geo-replication, throughput units.
 */
export async function serveEventHub(options: EventHubServerOptions): Promise<EventHubServer> {
  const { namespace, host = "127.0.0.1", port = 0, clock = systemClock } = options;
  const consumers = new Consumers();
  const container = create_container({ id: "event-hub" });
  const mechanisms = container.sasl_server_mechanisms as unknown as Record<string, unknown> & {
    enable_anonymous(): void;
    enable_plain(check: () => boolean): void;
  };
  mechanisms.enable_anonymous();
  mechanisms.enable_plain(() => true);
  // Tokens follow over $cbs, so there is nothing to be said here.
  mechanisms.MSSBCBS = mechanisms.ANONYMOUS;

  container.on("connection_open", ({ connection }: EventContext) => writeFullFrames(connection));
  container.on("sender_open", ({ sender }: EventContext) => guarded(sender!, () => openSender(sender!)));
  container.on("receiver_open", ({ receiver }: EventContext) =>
    guarded(receiver!, () => openReceiver(receiver!)),
  );
  container.on("message", (context: EventContext) => receive(context));
  for (const event of [
    "connection_error",
    "session_error",
    "sender_error",
    "receiver_error",
    "protocol_error",
  ])
    container.on(event, () => undefined);
  // A client that goes away without a word is everyday; without a listener rhea would throw.
  container.on("disconnected", () => undefined);
  container.on("error", (error: unknown) => options.onDefect?.(error));

  /** Replies go to the link of the same connection whose target a request names. */
  const replyLinks = new WeakMap<Connection, Map<string, Sender>>();
  const receiving = new WeakMap<Receiver, Address>();

  function openSender(sender: Sender): void {
    const text = textOf(sender.source?.address);
    const address = addressOf(text);
    // Both ends are told back: some clients take an answer without one of them for a refusal.
    sender.set_source({ address: text });
    sender.set_target({ address: textOf(sender.target?.address) });
    if (address.kind === "cbs" || address.kind === "management") {
      const links = replyLinks.get(sender.connection) ?? new Map<string, Sender>();
      replyLinks.set(sender.connection, links);
      const replyTo = textOf(sender.target?.address);
      // A requester names its link by the target's address, or ($cbs) by the link's own name.
      // One without either (azure-eventhub for Python, $cbs) is answered on the link that was opened last.
      for (const name of [replyTo, sender.name, ""]) links.set(`${address.kind} ${name}`, sender);
      return;
    }
    if (address.kind !== "consumer")
      throw notAllowed(text, "reads from HUB/ConsumerGroups/GROUP/Partitions/ID");
    const hub = namespace.hub(address.hub);
    const log = hub.partition(address.partition);
    if (!hub.hasConsumerGroup(address.group)) throw entityNotFound(`${hub.name}~${address.group}`);
    const place = [hub.name, address.group, address.partition].join("/").toLowerCase();
    consumers.add(sender, place, log, startOf(selectorOf(sender), log), epochOf(sender));
  }

  function openReceiver(receiver: Receiver): void {
    const text = textOf(receiver.target?.address);
    const address = addressOf(text);
    receiver.set_source({ address: textOf(receiver.source?.address) });
    receiver.set_target({ address: text });
    if (address.kind === "consumer") throw notAllowed(text, "writes to HUB or HUB/Partitions/ID");
    if (address.kind === "publisher") {
      const hub = namespace.hub(address.hub);
      if (address.partition !== undefined) hub.partition(address.partition);
    }
    receiving.set(receiver, address);
  }

  function receive({ receiver, message, delivery, format }: EventContext & { format?: number }): void {
    const address = receiving.get(receiver!);
    if (!address || !delivery) return;
    try {
      if (address.kind === "publisher") publish(address, message, format ?? 0);
      else reply(address.kind as "cbs" | "management", receiver!.connection, message!);
      delivery.accept();
    } catch (error) {
      const { condition, message: description } = asEventHubError(error);
      delivery.reject({ condition, description });
    }
  }

  function publish(
    { hub, partition }: Address & { kind: "publisher" },
    message: unknown,
    format: number,
  ): void {
    const raw = Buffer.isBuffer(message) ? message : messages.encode(message);
    const events = format === BATCH_FORMAT ? eventsOfBatch(raw) : [eventOf(raw)];
    namespace.appendAll(hub, events, { partitionId: partition, partitionKey: events[0]?.partitionKey });
  }

  function reply(kind: "cbs" | "management", connection: Connection, request: Message): void {
    const link = replyLinks.get(connection)?.get(`${kind} ${request.reply_to ?? ""}`);
    if (!link)
      throw new EventHubError("amqp:not-found", `No link listens at ${request.reply_to ?? "no address"}.`);
    sendReply(link, request, kind === "cbs" ? putToken() : manage(request, namespace, clock));
  }

  function asEventHubError(error: unknown): EventHubError {
    if (error instanceof EventHubError) return error;
    if (error instanceof TypeError) return new EventHubError("amqp:decode-error", error.message);
    options.onDefect?.(error);
    return new EventHubError("amqp:internal-error", "The local server failed.");
  }

  function guarded(link: Sender | Receiver, open: () => void): void {
    try {
      open();
    } catch (error) {
      const { condition, message: description } = asEventHubError(error);
      link.close({ condition, description });
    }
  }

  const sockets = new Set<Socket>();
  const server = container.listen({
    host,
    port,
    idle_time_out: 60_000,
    // As Event Hubs says them; a client may want both to be there.
    max_frame_size: 1_048_576,
    channel_max: 4_999,
    receiver_options: { max_message_size: MAX_MESSAGE_BYTES, credit_window: 100, autoaccept: false },
    sender_options: { max_message_size: MAX_MESSAGE_BYTES },
  } as Parameters<typeof container.listen>[0]);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once("close", () => sockets.delete(socket));
  });
  await once(server, "listening");
  const { port: taken } = server.address() as AddressInfo;
  return {
    port: taken,
    connectionString: `Endpoint=sb://${host}:${taken};SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true;`,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (!address) throw entityNotFound(text);
  return address;
}

function notAllowed(address: string, what: string): EventHubError {
  return new EventHubError("amqp:not-allowed", `The link to '${address}' cannot be made: a client ${what}.`);
}

function textOf(address: unknown): string {
  return typeof address === "string" ? address : "";
}

/** The selector text of a consumer's link, whatever it calls its filter. */
function selectorOf(sender: Sender): string | undefined {
  const filters = (sender.source?.filter ?? {}) as Readonly<Record<string, unknown>>;
  const found = Object.entries(filters).find(([name]) => name.includes("selector-filter"))?.[1];
  const value: unknown = types.unwrap(found);
  return typeof value === "string" ? value : undefined;
}

function epochOf(sender: Sender): number | undefined {
  const epoch: unknown = types.unwrap(
    (sender.properties as Record<string, unknown> | undefined)?.["com.microsoft:epoch"],
  );
  return typeof epoch === "number" ? epoch : undefined;
}
