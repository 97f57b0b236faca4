"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const stories = [...document.querySelectorAll("#stories .story.flagged")];
  const tools = document.querySelector(".scripted");
  if (tools) {
    tools.hidden = false;
    const texts = new Map();
    const text = (story) => {
      if (!texts.has(story)) texts.set(story, story.textContent.toLowerCase());
      return texts.get(story);
    };
    const filter = () => {
      const words = $("search").value.trim().toLowerCase();
      const least = Number($("least").value) / 100;
      $("least-out").value = `${$("least").value}%`;
      let shown = 0;
      for (const story of stories) {
        const sure = least === 0 || [...story.querySelectorAll(".note")].some((n) => Number(n.dataset.p || 1) >= least);
        story.hidden = !sure || (words !== "" && !text(story).includes(words));
        if (!story.hidden && getComputedStyle(story).display !== "none") shown += 1;
      }
      $("found").value = shown === stories.length ? "" : `${shown} shown`;
    };
    let timer = 0;
    const soon = () => { clearTimeout(timer); timer = setTimeout(filter, 120); };
    $("search").addEventListener("input", soon);
    $("least").addEventListener("input", soon);
    document.querySelector(".picks").addEventListener("change", filter);
    filter();
  }
  const reveal = () => {
    const target = location.hash.length > 1 && $(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target.parentElement; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", reveal);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /INPUT|TEXTAREA/.test(event.target.tagName)) return;
    const step = { j: 1, k: -1 }[event.key];
    if (!step) return;
    const shown = stories.filter((story) => story.offsetParent !== null);
    const at = shown.findIndex((story) => story.contains(document.activeElement));
    const next = shown[at < 0 ? (step > 0 ? 0 : shown.length - 1) : at + step];
    if (next) { next.focus({ preventScroll: true }); next.scrollIntoView({ block: "start" }); }
  });
  addEventListener("beforeprint", () => { for (const fold of document.querySelectorAll("details.table, .more details")) fold.open = true; });
  if (location.hash) reveal();
})();
