import { bodyReaders } from "../context/bodyReaders";
import "./numbers";
import "./tokenMembers";
import { parse } from "./tokenMembers";
import "./containerMembers";
import "./jsonConvert";
import "./linq";

export { JToken } from "./tokens";
export { readers } from "./readers";

bodyReaders.set("JToken", parse());
bodyReaders.set("JObject", parse("JObject"));
bodyReaders.set("JArray", parse("JArray"));
