import { types } from "rhea";
import { encodeSection, readerOf } from "./codec";
import type { NewEvent, StoredEvent } from "../log/record";

/** Format of a transfer that carries several messages, each as the binary of a data section. */
export const BATCH_FORMAT = 0x80013700;

/** Descriptors of the sections of a message: AMQP 1.0, part 3, section 2.8. */
const ANNOTATIONS = 0x72;
const PROPERTIES = 0x73;
const APPLICATION_PROPERTIES = 0x74;
const DATA = 0x75;
const VALUE = 0x77;

const PARTITION_KEY = "x-opt-partition-key";
/** What the namespace itself writes, whatever a sender says. */
const own = new Set([PARTITION_KEY, "x-opt-sequence-number", "x-opt-offset", "x-opt-enqueued-time"]);

interface Section {
  readonly code: number;
  readonly value: unknown;
  readonly bytes: Buffer;
}

/** Cuts an encoded message into its sections, each with its bytes as they came. */
function sectionsOf(message: Buffer): readonly Section[] {
  const reader = readerOf(message);
  const sections: Section[] = [];
  while (reader.remaining() > 0) {
    const start = reader.position;
    const read = reader.read();
    const code = Number(read.descriptor?.value);
    if (!Number.isInteger(code)) throw new TypeError("A message consists of described sections");
    sections.push({ code, value: types.unwrap(read), bytes: message.subarray(start, reader.position) });
  }
  return sections;
}

/** The messages of a batch; the batch's own annotations (a partition key) hold for all of them. */
export function eventsOfBatch(batch: Buffer): readonly NewEvent[] {
  const sections = sectionsOf(batch);
  const partitionKey = keyOf(sections);
  return sections
    .filter(({ code }) => code === DATA)
    .map(({ value }) => {
      const event = eventOf(value as Buffer);
      return partitionKey === undefined ? event : { ...event, partitionKey };
    });
}

/** A message as the log keeps it. Header, delivery annotations and footer concern one delivery and are dropped. */
export function eventOf(message: Buffer): NewEvent {
  const sections = sectionsOf(message);
  const body = sections.filter(({ code }) => code >= DATA && code <= VALUE);
  const plain = body.length === 1 && body[0]!.code === DATA;
  return {
    partitionKey: keyOf(sections),
    properties: Buffer.concat(
      sections.flatMap((section) => {
        const { code, bytes } = section;
        if (code === PROPERTIES || code === APPLICATION_PROPERTIES) return bytes;
        return code === ANNOTATIONS && hasForeign(section) ? bytes : [];
      }),
    ),
    body: plain ? (body[0]!.value as Buffer) : Buffer.concat(body.map(({ bytes }) => bytes)),
    encodedBody: !plain,
  };
}

function keyOf(sections: readonly Section[]): string | undefined {
  const key = annotationsOf(sections)[PARTITION_KEY];
  return typeof key === "string" ? key : undefined;
}

function annotationsOf(sections: readonly Section[]): Readonly<Record<string, unknown>> {
  return (sections.find(({ code }) => code === ANNOTATIONS)?.value ?? {}) as Record<string, unknown>;
}

function hasForeign({ value }: Section): boolean {
  return Object.keys(value as object).some((name) => !own.has(name));
}

/** An event as consumers get it, with its place in the partition among the annotations. */
export function encodeDelivery(event: StoredEvent): Buffer {
  const kept = sectionsOf(Buffer.from(event.properties));
  const foreign = Object.entries(annotationsOf(kept)).filter(([name]) => !own.has(name));
  const annotations = {
    ...Object.fromEntries(foreign),
    "x-opt-sequence-number": types.wrap_long(event.sequenceNumber),
    "x-opt-offset": types.wrap_string(String(event.offset)),
    "x-opt-enqueued-time": types.wrap_timestamp(event.enqueuedAt),
    ...(event.partitionKey === undefined ? {} : { [PARTITION_KEY]: types.wrap_string(event.partitionKey) }),
  };
  const head = encodeSection(ANNOTATIONS, types.wrap_symbolic_map(annotations));
  const rest = kept.filter(({ code }) => code !== ANNOTATIONS).map(({ bytes }) => bytes);
  const body = event.encodedBody
    ? event.body
    : encodeSection(DATA, types.wrap_binary(Buffer.from(event.body)));
  return Buffer.concat([head, ...rest, body]);
}
