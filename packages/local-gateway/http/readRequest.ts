import type { IncomingMessage, ServerResponse } from "node:http";
import { emptyBody } from "@azure-genai-gateway/common/http";
import { smallBody, type BodyRoom, type Reservation } from "./bodyRoom";

/**
 * The whole body of a request, once there is room for it; the room is its own until the answer has gone out.
 * @returns "too large" when it is above the limit, with the rest still to be read; "gone" when the client has left.
 */
export async function readRequest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  limit: number,
  room: BodyRoom,
): Promise<Uint8Array | "too large" | "gone"> {
  const length = incoming.headers["content-length"];
  const stated = length === undefined ? undefined : Number(length);
  if (stated !== undefined && stated > limit) return "too large";
  const reserve = async (bytes: number): Promise<Reservation | undefined> => {
    const reservation = await room.take(bytes);
    const free = () => reservation.shrink(0);
    if (!outgoing.destroyed && !incoming.destroyed) {
      outgoing.once("close", free);
      return reservation;
    }
    free();
    return undefined;
  };
  if (stated === undefined || stated <= smallBody) return read(incoming, limit, undefined, reserve);
  return (await reserve(stated)) ? read(incoming, limit, stated, reserve) : "gone";
}

function read(
  incoming: IncomingMessage,
  limit: number,
  stated: number | undefined,
  reserve: (bytes: number) => Promise<Reservation | undefined>,
): Promise<Uint8Array | "too large" | "gone"> {
  return new Promise((resolve) => {
    // Of a known length it is put together as it comes, so that it is never there twice.
    const whole = stated === undefined ? undefined : Buffer.allocUnsafe(stated);
    const chunks: Buffer[] = [];
    let reservation: Reservation | undefined;
    let asked = stated !== undefined;
    let size = 0;
    const onData = (chunk: Buffer) => {
      if (whole) chunk.copy(whole, size);
      else chunks.push(chunk);
      size += chunk.length;
      if (size > limit) {
        incoming.pause();
        incoming.off("data", onData);
        chunks.length = 0;
        resolve("too large");
      } else if (!asked && size > smallBody) {
        // In chunks it may become as large as any.
        asked = true;
        incoming.pause();
        void reserve(limit).then((found) => {
          reservation = found;
          incoming.resume();
        });
      }
    };
    incoming.on("data", onData);
    incoming.once("end", () => {
      reservation?.shrink(size);
      if (whole) resolve(whole);
      else if (chunks.length === 0) resolve(emptyBody);
      else resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    });
    incoming.once("error", () => resolve("gone"));
    incoming.once("close", () => resolve("gone"));
  });
}
