import { createServer } from "node:http";
import { listening } from "./listening";
import { chatAnswer } from "./chatAnswer";

/** The least that a server on Node does: takes a body, answers 682 bytes of JSON. All ratios are to this. */
listening(
  createServer((request, response) => {
    request.resume().on("end", () => {
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": chatAnswer.length });
      response.end(chatAnswer);
    });
  }),
);
