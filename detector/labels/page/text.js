"use strict";
// The story as elements, and selections in it as offsets. All text goes in as text nodes.
const storyText = (() => {
  const make = (tag, name, text) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const draw = (root, paragraphs, current, category) => {
    const rows = paragraphs.map((pieces) => {
      const row = make("p");
      row.dir = "auto";
      for (const [text, start, names] of pieces) {
        const piece = make(names.length ? "mark" : "span", names.length ? category : "", text);
        piece.dataset.start = start;
        if (names.length) {
          piece.dataset.names = names.join(" ");
          const own = names.some((name) => name === "s" || name.slice(1) === String(current) && name[0] !== "a");
          const added = names.some((name) => name[0] === "a");
          if (added) piece.classList.add("added");
          else if (!own && current !== null) piece.classList.add("other");
          if (names.every((name) => name[0] === "r")) piece.classList.add("related");
        }
        row.append(piece);
      }
      if (!pieces.length) row.append(make("br"));
      return row;
    });
    root.replaceChildren(...rows);
  };

  const points = (text) => Array.from(text).length;

  // The selection as code points of the story; null where it is empty or elsewhere.
  const picked = (root) => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    let start = null, end = null, text = "";
    for (const piece of root.querySelectorAll("[data-start]")) {
      const node = piece.firstChild;
      if (!node || !range.intersectsNode(node)) continue;
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.length;
      if (to <= from) continue;
      const begin = Number(piece.dataset.start) + points(node.data.slice(0, from));
      if (start === null) start = begin;
      else if (begin > end) text += " ";
      end = begin + points(node.data.slice(from, to));
      text += node.data.slice(from, to);
    }
    if (start === null) return null;
    const left = points(text) - points(text.trimStart()), right = points(text) - points(text.trimEnd());
    if (left + right >= points(text)) return null;
    return { start: start + left, end: end - right, text: text.trim() };
  };

  const show = (root, name, smooth) => {
    const mark = [...root.querySelectorAll("mark")].find((each) => each.dataset.names.split(" ").includes(name));
    if (!mark) return;
    mark.scrollIntoView({ block: "center", behavior: smooth ? "smooth" : "instant" });
    for (const each of root.querySelectorAll("mark.lit")) each.classList.remove("lit");
    for (const each of root.querySelectorAll("mark")) if (each.dataset.names.split(" ").includes(name)) each.classList.add("lit");
  };

  return { draw, make, picked, show };
})();
