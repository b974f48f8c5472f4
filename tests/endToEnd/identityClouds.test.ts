import { expect } from "chai";
import type { HttpHandler } from "../../packages/common/http";
import { entraClouds } from "../entraClouds";
import { chat, chatPath, DevStack } from "./devStack";
import { apps, Issuer, tenant, tokenConfig } from "./tokenStack";

const hostOf = (url: string) => new URL(url).host;

describe("tokens of Azure's other clouds", () => {
  for (const [host, version2, version1] of entraClouds)
    it(`are taken in both versions where entra.authority is https://${host}`, async () => {
      const issuer = await Issuer.start();
      const handle: HttpHandler = async (request) => {
        const { body, ...answer } = await issuer.handle(request);
        const text = Buffer.from(body as Uint8Array).toString();
        return { ...answer, body: Buffer.from(text.replaceAll(hostOf(entraClouds[0][1]), hostOf(version2))) };
      };
      const stack = await DevStack.start(
        { ...tokenConfig, entra: { ...tokenConfig.entra!, authority: `https://${host}` } },
        undefined,
        { [host]: handle, [hostOf(version2)]: handle },
      );
      const status = async (iss: string) => {
        const claims = iss.endsWith("/v2.0") ? {} : { azp: undefined, appid: apps.chat, ver: "1.0" };
        const roles = ["Models.Read"];
        const token = await issuer.token(stack, { roles, ...claims, iss: iss.replace("T", tenant) });
        return (await stack.call(chatPath, chat(5), { Authorization: `Bearer ${token}` })).status;
      };
      const all = [...new Set(entraClouds.flatMap(([, second, first]) => [second, first]))];
      const taken: string[] = [];
      for (const iss of all) if ((await status(iss)) === 200) taken.push(iss);
      expect(taken).to.have.members([version2, version1]);
    });
});
