import "./core";
import "./text";
import "./collections";
import "./linq";
import "./json";
import "./dates";
import "./context/index";
