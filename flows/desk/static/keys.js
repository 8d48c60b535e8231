// The key that an event means: on a keyboard of other letters than Latin ones, the one of the same place.
const ARABIC_QUESTION_MARK = "\u061f";

export const keyOf = ({ key, code, shiftKey }) => {
  if (key === ARABIC_QUESTION_MARK) return "?";
  if (/^[\x20-\x7e]$/.test(key)) return key.toLowerCase();
  if (code === "Slash") return shiftKey ? "?" : "/";
  return code.startsWith("Key") ? code.slice(3).toLowerCase() : key;
};
