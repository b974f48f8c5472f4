import "./core";
import "./text";
import "./collections";
import "./json";
import "./dates";
import "./context";
