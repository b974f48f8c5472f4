import type { WebSocket } from "ws";
import { closeCodes, type WebSocketEnd } from "@azure-genai-gateway/common/webSocket";

/**
 * Largest message that is taken, in bytes; a larger one closes the connection with 1009. Azure OpenAI takes 15 MiB of
 * audio in one event, which is 20 MiB as base64. [Inferred: API Management states no limit of its own.]
 */
export const maxMessageBytes = 24 * 1024 * 1024;

/** What may wait in a socket before its sender does, in bytes. */
const highWater = 256 * 1024;

/**
 * Options of both kinds of socket: how long the other side may take to confirm a close before it is cut, in ms. Not among
 * the types of the library.
 */
export const impatient: object = { closeTimeout: 5_000 };

/** Joins a socket and an end until either closes: messages at the reader's pace, closes with their code and reason. */
export function linkWebSocket(socket: WebSocket, end: WebSocketEnd): void {
  let held = 0;
  socket.on("message", (bytes: Buffer, binary) => {
    const taken = end.send({ bytes, binary });
    if (!taken) return;
    held += 1;
    socket.pause();
    const release = () => {
      held -= 1;
      if (held === 0) socket.resume();
    };
    taken.then(release, () => socket.terminate());
  });
  socket.on("ping", () => end.alive());
  socket.on("pong", () => end.alive());
  // What is wrong with a frame closes the socket with the code that says so; `close` follows.
  socket.on("error", () => undefined);
  socket.on("close", (code, reason) => end.close(code, reason.toString("utf8")));
  end.listen({
    message(message) {
      if (socket.readyState !== socket.OPEN) return;
      const { binary } = message;
      if (socket.bufferedAmount < highWater) {
        socket.send(message.bytes, { binary }, ignoreError);
        return;
      }
      return new Promise((resolve) => socket.send(message.bytes, { binary }, () => resolve()));
    },
    closed(code, reason) {
      if (code === closeCodes.brokenOff) socket.terminate();
      else {
        // A socket that nobody reads from would never see the other side's close.
        socket.resume();
        if (code === closeCodes.none) socket.close();
        else socket.close(code, reason);
      }
    },
    alive() {
      if (socket.readyState === socket.OPEN) socket.ping();
    },
  });
}

/** The socket's own `close` says what has become of it. */
const ignoreError = () => undefined;
