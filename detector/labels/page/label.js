"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const { draw, make, picked, show } = storyText;
  const KINDS = { finding: "Finding", story: "Whole story", sentence: "Sentence" };
  const WORDS = {
    finding: { error: ["Right", "R"], fine: ["Wrong", "W"] },
    story: { error: ["Yes", "Y"], fine: ["No", "N"] },
    sentence: { error: ["Yes", "Y"], fine: ["No", "N"] },
  };
  const SAID = { error: "an error", fine: "no error", unsure: "unsure" };
  const KEYS = { r: "error", y: "error", 1: "error", w: "fine", n: "fine", 2: "fine", u: "unsure", 3: "unsure" };
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let state, view, at = 0, since = 0, choice = null, busy = false;

  const ask = async (path, sent) => {
    const options = sent === undefined ? {} : {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sent),
    };
    let reply;
    try { reply = await fetch(path, options); } catch { throw new Error("The label command has stopped. Start it again, and open the address that it prints."); }
    const value = await reply.json().catch(() => ({ error: `The label command answered ${reply.status}.` }));
    if (!reply.ok) throw new Error(value.error || `The label command answered ${reply.status}.`);
    return value;
  };

  const say = (text, bad) => { $("said").textContent = text; $("said").classList.toggle("bad", Boolean(bad)); };

  const paintProgress = () => {
    const done = state.items.filter((item) => item.answer).length;
    $("progress").max = Math.max(state.items.length, 1);
    $("progress").value = done;
    $("count").textContent = done === state.items.length ? `all ${done} answered` : `${done} of ${state.items.length} answered`;
  };

  const paintNote = (note) => {
    $("note").hidden = !note;
    if (!note) return;
    $("check").textContent = note.name;
    $("code").textContent = note.code;
    $("probability").textContent = note.probability === null ? "" : `${Math.round(100 * note.probability)}%`;
    $("here").replaceChildren(make("bdi", "", note.quote));
    $("here").onclick = () => show($("text"), `f${note.number}`, !calm);
    $("ends").replaceChildren(...note.ends.map((end) => {
      const line = make("p", "end");
      const jump = make("button", "jump");
      jump.type = "button";
      jump.append(make("bdi", "", end.quote));
      jump.onclick = () => show($("text"), `r${note.number}`, !calm);
      line.append(make("span", "role", end.role), jump);
      return line;
    }));
    $("why").textContent = note.why;
  };

  const paintLists = () => {
    $("found").hidden = view.kind === "finding" || !view.notes.length;
    $("found").replaceChildren(...view.notes.map((note) => {
      const line = make("li"), jump = make("button", "jump");
      jump.type = "button";
      jump.append(make("bdi", "", note.quote));
      jump.onclick = () => show($("text"), `f${note.number}`, !calm);
      line.append(make("b", "", note.name), jump, make("span", "verdict", view.kind === "sentence" ? note.why : note.answer ? SAID[note.answer] : "not yet answered"));
      return line;
    }));
    $("spans").replaceChildren(...view.spans.map((span) => {
      const line = make("li"), jump = make("button", "jump"), away = make("button", "away", "Remove");
      jump.type = away.type = "button";
      jump.append(make("bdi", "", span.quote));
      jump.onclick = () => show($("text"), `a${span.id}`, !calm);
      away.onclick = () => act(async () => { await ask("remove", { item: view.id, span: span.id }); await again(); }, "Removed.");
      away.setAttribute("aria-label", `Remove ${span.quote}`);
      line.append(make("b", "", span.name), jump, away);
      return line;
    }));
  };

  const paint = () => {
    const words = WORDS[view.kind];
    document.body.className = `${view.kind} ${view.category}`;
    $("title").textContent = view.story.title;
    $("facts").replaceChildren(...view.story.facts.map((fact) => make("span", "", fact)));
    $("prompt-fold").hidden = !view.story.prompt;
    $("prompt").textContent = view.story.prompt;
    draw($("text"), view.paragraphs, view.current, view.category);
    $("kind").textContent = KINDS[view.kind];
    $("place").textContent = `${at + 1} of ${state.items.length}`;
    $("question").textContent = view.question;
    $("hint").textContent = view.implied ? "You marked one in it, so the answer is yes." : view.hint;
    paintNote(view.current === null ? null : view.notes[view.current]);
    paintLists();
    for (const button of document.querySelectorAll(".answers button")) {
      const answer = button.dataset.answer;
      if (words[answer]) [button.querySelector(".word").textContent, button.querySelector("kbd").textContent] = words[answer];
      button.setAttribute("aria-pressed", String(view.answer === answer));
      button.disabled = answer === "fine" && view.implied;
    }
    $("previous").disabled = at === 0;
    $("next").disabled = at === state.items.length - 1;
    paintProgress();
  };

  const go = async (to, from) => {
    at = Math.min(Math.max(to, 0), state.items.length - 1);
    const story = view && view.story.title;
    view = await ask(`item/${at}`);
    since = performance.now();
    pick(null);
    paint();
    history.replaceState(null, "", `#${at + 1}`);
    if (view.current !== null) show($("text"), `f${view.current}`, false);
    else if (view.kind === "sentence") show($("text"), "s", false);
    else if (story !== view.story.title || from !== "stay") scrollTo({ top: 0, behavior: "instant" });
  };

  const nextOpen = () => {
    const open = (index) => !state.items[index].answer;
    const order = [...state.items.keys()];
    return [...order.slice(at + 1), ...order.slice(0, at + 1)].find(open);
  };

  // One thing at a time: a key pressed twice answers once, and none answers a question not yet seen.
  const act = async (work, done) => {
    if (busy) return;
    busy = true;
    document.body.setAttribute("aria-busy", "true");
    try {
      await work();
      say(done || "");
    } catch (error) { say(error.message, true); }
    busy = false;
    document.body.setAttribute("aria-busy", "false");
  };

  const again = async () => {
    [state, view] = await Promise.all([ask("state"), ask(`item/${at}`)]);
    paint();
  };

  const answer = (value) => {
    if (value === "fine" && view.implied) return say("You marked an error in this story.", true);
    return act(async () => {
      await ask("answer", { item: view.id, answer: value, seconds: (performance.now() - since) / 1000 });
      state.items[at].answer = value;
      const to = nextOpen();
      await (to === undefined ? again() : go(to));
    }, state.items.filter((item) => !item.answer).length <= 1 && !view.answer ? "All questions are answered. Thank you." : "");
  };

  const pick = (found) => {
    choice = found;
    $("picked").hidden = !found;
    $("select-hint").hidden = Boolean(found);
    document.body.classList.toggle("picking", Boolean(found));
    $("picked-text").textContent = found ? (found.text.length > 160 ? `${found.text.slice(0, 150)} …` : found.text) : "";
    if (found && $("category").value !== view.category && !found.kept) { $("category").value = view.category; kinds(); }
  };

  const kinds = () => {
    const checks = state.checks.filter((check) => check.category === $("category").value);
    const options = [["", "kind not named"], ...checks.map((check) => [check.code, `${check.name} (${check.code})`])];
    $("which").replaceChildren(...options.map(([value, text]) => { const made = make("option", "", text); made.value = value; return made; }));
  };

  const add = () => {
    if (!choice) return say("Select a passage in the story first.", true);
    const sent = { item: view.id, start: choice.start, end: choice.end, category: $("category").value, code: $("which").value };
    return act(async () => { await ask("span", sent); getSelection().removeAllRanges(); pick(null); await again(); }, "Added.");
  };

  let wait = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(wait);
    wait = setTimeout(() => { if (view) { const found = picked($("text")); if (found) pick(found); } }, 150);
  });
  $("category").addEventListener("change", kinds);
  $("add").addEventListener("submit", (event) => { event.preventDefault(); add(); });
  $("drop").addEventListener("click", () => { getSelection().removeAllRanges(); pick(null); });
  const step = (to) => to !== undefined && act(() => go(to));
  $("previous").addEventListener("click", () => step(at - 1));
  $("next").addEventListener("click", () => step(at + 1));
  $("open").addEventListener("click", () => step(nextOpen()));
  for (const button of document.querySelectorAll(".answers button")) button.addEventListener("click", () => answer(button.dataset.answer));
  addEventListener("keydown", (event) => {
    if (!view || event.ctrlKey || event.metaKey || event.altKey || event.repeat || /INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) return;
    const key = event.key.toLowerCase();
    if (KEYS[key]) answer(KEYS[key]);
    else if (key === "j" || key === "arrowright") step(at + 1);
    else if (key === "k" || key === "arrowleft") step(at - 1);
    else if (key === "o") step(nextOpen());
    else if (key === "m") add();
    else return;
    event.preventDefault();
  });

  act(async () => {
    state = await ask("state");
    $("run").textContent = state.run;
    $("labeller").textContent = `${state.labeller}${state.blind ? ", blind" : ""}`;
    kinds();
    const asked = Number(location.hash.slice(1));
    const open = state.items.findIndex((item) => !item.answer);
    await go(asked >= 1 && asked <= state.items.length ? asked - 1 : Math.max(open, 0));
  });
})();
