import { expect } from "chai";
import { request } from "node:http";
import { jsonResponse } from "../../../packages/common/http";
import { BodyRoom } from "../../../packages/local-gateway/http/bodyRoom";
import { serveHttp } from "../../../packages/local-gateway/http/server";

const megabyte = 1024 * 1024;

describe("room for large bodies", () => {
  it("is given in the order of asking, and never beyond what there is", async () => {
    const room = new BodyRoom(10);
    const held: string[] = [];
    const take = async (name: string, bytes: number) => {
      const reservation = await room.take(bytes);
      held.push(name);
      return reservation;
    };
    const first = await take("first", 6);
    const second = take("second", 6);
    const third = take("third", 2);
    await Promise.resolve();
    expect(held).to.deep.equal(["first"]);
    first.shrink(4);
    await second;
    expect(held).to.deep.equal(["first", "second"]);
    first.shrink(0);
    first.shrink(0);
    await third;
    const whole = take("whole", 10);
    (await second).shrink(0);
    (await third).shrink(0);
    await whole;
    expect(held).to.deep.equal(["first", "second", "third", "whole"]);
  });

  it("lets fifty pictures through a server that holds two at a time", async () => {
    let now = 0;
    let most = 0;
    const server = await serveHttp(
      async ({ body }) => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now--;
        return jsonResponse(200, { length: body.length });
      },
      { host: "127.0.0.1", port: 0, bodyRoomBytes: 2 * megabyte, maxBodyBytes: megabyte },
    );
    const body = Buffer.alloc(megabyte, "a");
    const call = (chunked: boolean) =>
      new Promise<string>((resolve, reject) => {
        const outgoing = request({ port: server.port, method: "POST", agent: false }, (answer) => {
          let text = "";
          answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
          answer.on("end", () => resolve(text));
        });
        outgoing.on("error", reject);
        if (!chunked) outgoing.setHeader("Content-Length", body.length);
        outgoing.write(body.subarray(0, megabyte / 2));
        outgoing.end(body.subarray(megabyte / 2));
      });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => call(at % 2 === 1)));
    expect(new Set(answers)).to.deep.equal(new Set([`{"length":${megabyte}}`]));
    expect(most).to.be.at.most(2);
    await server.close(0);
  });

  it("is free again when callers leave while they wait", async () => {
    const server = await serveHttp(({ body }) => Promise.resolve(jsonResponse(200, { length: body.length })), {
      host: "127.0.0.1", port: 0, bodyRoomBytes: megabyte, maxBodyBytes: megabyte,
    }); // prettier-ignore
    const leaving = Array.from({ length: 5 }, () => {
      const outgoing = request({ port: server.port, method: "POST", agent: false });
      outgoing.on("error", () => undefined);
      outgoing.setHeader("Content-Length", megabyte);
      outgoing.write("a");
      return outgoing;
    });
    await Promise.all(
      leaving.map(
        (one) => new Promise((resolve) => one.once("socket", (socket) => socket.once("connect", resolve))),
      ),
    );
    for (const one of leaving) one.destroy();
    const answer = await fetch(`http://127.0.0.1:${server.port}/`, {
      method: "POST",
      body: Buffer.alloc(megabyte),
    });
    expect(await answer.json()).to.deep.equal({ length: megabyte });
    await server.close(0);
  });
});
