import { bodyReaders } from "../context/bodyReaders";
import "./names";
import "./members";
import "./extensions";
import "./more";
import { parseElement, parseXml } from "./parse";

bodyReaders.set("XElement", (text) => parseElement(text));
bodyReaders.set("XNode", (text) => parseElement(text));
bodyReaders.set("XDocument", (text) => parseXml(text));
