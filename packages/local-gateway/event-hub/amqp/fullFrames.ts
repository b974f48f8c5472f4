import { types, type Connection } from "rhea";

/** How many fields the performatives have, by descriptor: AMQP 1.0, part 2, section 2.7. */
const fieldCounts: ReadonlyMap<number, number> = new Map([
  [0x10, 10], // open
  [0x11, 8], // begin
  [0x12, 14], // attach
  [0x13, 11], // flow
  [0x14, 11], // transfer
  [0x15, 6], // disposition
  [0x16, 3], // detach
  [0x17, 1], // end
  [0x18, 1], // close
]);

/** An error has a condition, a description and more; part 2, section 2.8.14. */
const ERROR = 0x1d;
const errorFields = 3;

/** What a begin without it means; the same client counts with it. */
const BEGIN = 0x11;
const HANDLE_MAX = 4;
const largestHandle = 4_294_967_295;

interface Typed {
  readonly descriptor?: { readonly value?: unknown };
  readonly value: unknown[];
}

interface Performative {
  readonly constructor: { readonly descriptor?: { readonly numeric: number } };
  readonly value: unknown[];
}

interface Frame {
  readonly performative?: Performative;
}

/**
 * Has a connection write every field of its frames. A list may leave out what is null at its end, and rhea does; but
 * clients that Microsoft writes itself (azure-eventhub for Python) read fields by their place, as Event Hubs sends all.
 * To be called before the first frame goes out. rhea has no setting for it: this reaches into what it keeps to itself.
 */
export function writeFullFrames(connection: Connection): void {
  const { amqp_transport: transport } = connection as unknown as {
    readonly amqp_transport: { encode(frame: Frame): void };
  };
  const encode = transport.encode.bind(transport);
  transport.encode = (frame) => {
    const { performative } = frame;
    if (performative?.constructor.descriptor?.numeric === BEGIN) {
      performative.value[HANDLE_MAX] ??= types.wrap_uint(largestHandle);
    }
    const count = performative && fieldCounts.get(performative.constructor.descriptor?.numeric ?? 0);
    if (count !== undefined) {
      fill(performative!.value, count, null);
      for (const field of performative!.value) fillErrors(field);
    }
    encode(frame);
  };
}

/** Errors stand in a frame itself, or in the outcome of a delivery. */
function fillErrors(field: unknown): void {
  const { descriptor, value } = (field ?? {}) as Partial<Typed>;
  if (descriptor === undefined || !Array.isArray(value)) return;
  if (Number(descriptor.value) === ERROR) fill(value, errorFields, wrappedNull);
  else value.forEach(fillErrors);
}

const wrappedNull: unknown = (types as unknown as { wrap(value: unknown): unknown }).wrap(null);

function fill(fields: unknown[], count: number, nothing: unknown): void {
  for (let index = 0; index < count; index++) fields[index] ??= nothing;
}
