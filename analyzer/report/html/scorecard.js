"use strict";
/* What the page can do beyond reading: filter, sort, search, keyboard, and notes. Nothing leaves the browser. */
(() => {
  const SCHEMA = "repo-evidence-notes";
  const VERSION = 1;
  const LONGEST_NOTE = 10000;
  const LARGEST_FILE = 4000000;
  const root = document.documentElement;
  const card = root.dataset.card;
  const all = (selector, inside) => Array.from((inside || document).querySelectorAll(selector));
  const one = (selector, inside) => (inside || document).querySelector(selector);
  const status = one("#said");
  const say = (words) => { status.textContent = words; };

  root.classList.add("scripted");
  all("[data-scripted]").forEach((each) => { each.hidden = false; });

  /* ---- where things stand ---- */
  const findings = one(".findings");
  const dimensions = all(".dimension", findings);
  const signals = all(".signal", findings);
  const folds = all(".nothing", findings);
  const rows = all(".finding", findings).map((element) => ({
    element,
    signal: element.closest(".signal"),
    dimension: element.closest(".dimension"),
    fold: element.closest("details"),
    repository: element.dataset.repository,
    level: Number(element.dataset.level),
    whose: element.dataset.whose,
    text: null,
    shown: true,
  }));
  const textOf = (row) => {
    if (row.text === null) {
      row.text = (row.signal.dataset.title + " " + row.element.textContent).toLowerCase();
    }
    return row.text;
  };

  const reveal = (element) => {
    for (let outer = element.parentElement; outer; outer = outer.parentElement) {
      if (outer.tagName === "DETAILS") outer.open = true;
    }
    if (element.tagName === "DETAILS") element.open = true;
  };
  const arrive = () => {
    let name = "";
    try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = name && document.getElementById(name);
    if (!target) return;
    reveal(target);
    if (target.matches(".item")) choose(target);
    target.scrollIntoView({ block: target.matches(".item") ? "center" : "start" });
  };

  /* ---- filter ---- */
  const controls = {
    search: one("#search"), theirs: one("#theirs"), level: one("#level"),
    repository: one("#in-repository"), dimension: one("#in-dimension"), sort: one("#sort"),
  };
  const found = one("#found");
  const opened = new Set();
  const open = (details) => {
    if (!details.open) { details.open = true; opened.add(details); }
  };
  const filter = () => {
    const words = controls.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const theirs = controls.theirs.getAttribute("aria-pressed") === "true";
    const level = Number(controls.level.value);
    const repository = controls.repository.value;
    const dimension = controls.dimension.value;
    const active = words.length > 0 || theirs || level > 0 || repository !== "" || dimension !== "";
    const living = new Set();
    let count = 0;
    for (const row of rows) {
      const shown = !active || (row.level >= level && (!theirs || row.whose === "own")
        && (repository === "" || row.repository === repository)
        && (dimension === "" || row.dimension.id === dimension)
        && words.every((word) => textOf(row).includes(word)));
      if (shown !== row.shown) { row.element.hidden = !shown; row.shown = shown; }
      if (shown) {
        count += 1;
        living.add(row.signal).add(row.dimension).add(row.fold);
      }
    }
    signals.forEach((each) => { each.hidden = active && !living.has(each); });
    dimensions.forEach((each) => { each.hidden = active && !living.has(each); });
    folds.forEach((each) => { each.hidden = active && !living.has(each); });
    findings.classList.toggle("filtering", active);
    if (active) {
      living.forEach((each) => { if (each.tagName === "DETAILS") open(each); });
    } else {
      opened.forEach((each) => { each.open = false; });
      opened.clear();
    }
    found.textContent = active ? `${count} of ${rows.length} findings` : "";
    one("#clear").hidden = !active;
  };
  const clear = () => {
    controls.search.value = "";
    controls.theirs.setAttribute("aria-pressed", "false");
    for (const name of ["level", "repository", "dimension"]) controls[name].selectedIndex = 0;
    filter();
  };

  /* ---- sort ---- */
  const order = (elements, rank) => {
    const ranked = elements.map((each, place) => ({ each, place, by: rank(each) }));
    ranked.sort((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : a.place - b.place));
    return ranked.map((each) => each.each);
  };
  const ranks = {
    rubric: (each) => Number(each.dataset.place),
    earned: (each) => -Number(each.dataset.earned),
    missing: (each) => -Number(each.dataset.missing),
    name: (each) => each.dataset.title.toLowerCase(),
  };
  const sort = () => {
    const rank = ranks[controls.sort.value] || ranks.rubric;
    order(dimensions, rank).forEach((each) => findings.append(each));
    dimensions.forEach((each) => {
      const own = all(":scope > .signal", each);
      const rest = one(":scope > .nothing", each);
      order(own, rank).forEach((signal) => each.insertBefore(signal, rest));
      if (rest) order(all(":scope > .signal", rest), rank).forEach((signal) => rest.append(signal));
    });
  };
  all(".heat thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    let down = column > 0;
    button.addEventListener("click", () => {
      const body = one(".heat tbody");
      const value = (row) => {
        const text = row.cells[column] ? row.cells[column].textContent : "";
        return column === 0 ? text.toLowerCase() : Number(text) || -1;
      };
      const ranked = order(all("tr", body), value);
      (down ? ranked.reverse() : ranked).forEach((row) => body.append(row));
      all(".heat thead th").forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      down = !down;
    });
  });

  /* ---- notes ---- */
  const store = {
    key: `repo-evidence:${card}`,
    read() { try { return localStorage.getItem(this.key); } catch { return null; } },
    write(text) { try { localStorage.setItem(this.key, text); return true; } catch { return false; } },
  };
  let marks = {};
  const plainMark = (value, element) => {
    const mark = { id: idOf(element) };
    if (value && value.wrong === true) mark.wrong = true;
    if (value && value.asked === true) mark.asked = true;
    if (value && typeof value.note === "string" && value.note) mark.note = value.note.slice(0, LONGEST_NOTE);
    return mark.wrong || mark.asked || mark.note ? mark : null;
  };
  const idOf = (element) => {
    const id = one(".id", element);
    return id ? id.textContent : element.id;
  };
  const document_ = () => JSON.stringify({ schema: SCHEMA, version: VERSION, card, marks }, null, 2) + "\n";
  /* The marks of a file that may be anybody's: only what this page has a place for. */
  const readMarks = (text) => {
    let value;
    try { value = JSON.parse(text); } catch { throw new Error("This file is not JSON."); }
    if (!value || value.schema !== SCHEMA) throw new Error("This file holds no notes.");
    if (value.version !== VERSION) throw new Error("These notes are of another version.");
    if (value.card !== card) throw new Error("These notes are about another scorecard.");
    const read = {};
    let unknown = 0;
    for (const [name, each] of Object.entries(value.marks || {})) {
      const element = document.getElementById(name);
      const mark = element && element.matches(".item") ? plainMark(each, element) : null;
      if (mark) read[name] = mark; else unknown += 1;
    }
    return { read, unknown };
  };
  const shown = (element) => {
    const mark = marks[element.id];
    const old = one(":scope > .mark", element);
    if (old) old.remove();
    element.classList.toggle("wrong", Boolean(mark && mark.wrong));
    element.classList.toggle("asked", Boolean(mark && mark.asked));
    if (!mark) return;
    const line = document.createElement("p");
    line.className = "mark";
    line.textContent = wordsOf(mark);
    element.append(line);
  };
  const wordsOf = (mark) => [mark.wrong && "Marked as wrong.", mark.asked && "Asked.", mark.note]
    .filter(Boolean).join(" ");
  const list = () => {
    const names = Object.keys(marks);
    const holder = one("#marks");
    holder.replaceChildren(...names.map((name) => {
      const row = document.createElement("li");
      const link = document.createElement("a");
      const element = document.getElementById(name);
      link.href = `#${name}`;
      link.textContent = element.dataset.kind === "question" ? one("strong", element).textContent : marks[name].id;
      row.append(link, ` ${wordsOf(marks[name])}`);
      return row;
    }));
    one("#notes").classList.toggle("empty", names.length === 0);
    one("#noted").textContent = names.length ? ` ${names.length}` : "";
  };
  const keep = () => {
    if (!store.write(JSON.stringify({ schema: SCHEMA, version: VERSION, card, marks }))) {
      say("This browser keeps nothing for this page: save the notes as a file.");
    }
  };
  const change = (element, changes) => {
    const mark = plainMark(Object.assign({}, marks[element.id], changes), element);
    if (mark) marks[element.id] = mark; else delete marks[element.id];
    shown(element);
    list();
    keep();
  };
  const save = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([document_()], { type: "application/json" }));
    link.download = `notes-${card.slice(0, 12)}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    say(`${Object.keys(marks).length} notes saved.`);
  };
  const load = async (file) => {
    if (!file) return;
    try {
      if (file.size > LARGEST_FILE) throw new Error("This file is too large for notes.");
      const { read, unknown } = readMarks(await file.text());
      marks = Object.assign({}, marks, read);
      Object.keys(read).forEach((name) => shown(document.getElementById(name)));
      list();
      keep();
      say(`${Object.keys(read).length} notes loaded${unknown ? `, ${unknown} had no place here` : ""}.`);
    } catch (error) {
      say(error instanceof Error ? error.message : "This file could not be read.");
    }
  };

  /* ---- the tools of one finding, flag or question ---- */
  const tools = one("#tools");
  let current = null;
  const choose = (element) => {
    if (!element || current === element) return;
    if (current) current.classList.remove("current");
    current = element;
    current.classList.add("current");
    const question = element.dataset.kind === "question";
    one("[data-do=wrong]", tools).hidden = question;
    one("[data-do=asked]", tools).hidden = !question;
    one("[data-do=id]", tools).hidden = question;
    press();
    element.append(tools);
    tools.hidden = false;
  };
  const press = () => {
    const mark = (current && marks[current.id]) || {};
    one("[data-do=wrong]", tools).setAttribute("aria-pressed", String(Boolean(mark.wrong)));
    one("[data-do=asked]", tools).setAttribute("aria-pressed", String(Boolean(mark.asked)));
  };
  const copy = async (text, words) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    say(words);
  };
  const write = (element) => {
    if (one(".noting", element)) { one(".noting textarea", element).focus(); return; }
    const form = one("#noting").content.cloneNode(true).firstElementChild;
    const area = one("textarea", form);
    const mark = marks[element.id];
    area.value = (mark && mark.note) || "";
    area.maxLength = LONGEST_NOTE;
    const done = () => { change(element, { note: area.value.trim() }); form.remove(); element.tabIndex = -1; element.focus(); };
    one("button", form).addEventListener("click", done);
    area.addEventListener("change", () => change(element, { note: area.value.trim() }));
    area.addEventListener("keydown", (event) => { if (event.key === "Escape") done(); });
    element.append(form);
    area.focus();
  };
  const actions = {
    id: (element) => copy(idOf(element), "The id is copied."),
    link: (element) => copy(`${location.href.split("#")[0]}#${element.id}`, "The link is copied."),
    wrong: (element) => change(element, { wrong: !(marks[element.id] || {}).wrong }),
    asked: (element) => change(element, { asked: !(marks[element.id] || {}).asked }),
    note: write,
  };
  const act = (name) => {
    if (!current || !actions[name]) return;
    const question = current.dataset.kind === "question";
    if ((name === "wrong" && question) || (name === "asked" && !question)) return;
    actions[name](current);
    press();
  };

  /* ---- keyboard ---- */
  const stops = () => all(".item, .dimension > summary, .signal > summary");
  const step = (by) => {
    const places = stops();
    const here = places.indexOf(document.activeElement) >= 0 ? document.activeElement : current;
    let place = here ? places.indexOf(here) : by > 0 ? -1 : places.length;
    do { place += by; } while (places[place] && !places[place].checkVisibility());
    const next = places[place];
    if (!next) return;
    if (next.matches(".item")) { choose(next); next.tabIndex = -1; }
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  const keys = {
    "/": () => { findings.scrollIntoView(); controls.search.focus(); },
    "?": () => one("#keys").showModal(),
    j: () => step(1), k: () => step(-1),
    w: () => act("wrong"), a: () => act("asked"), n: () => act("note"), c: () => act("link"), i: () => act("id"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
    if (event.target.matches("input, textarea, select")) {
      if (event.key === "Escape") {
        event.preventDefault();
        event.target.blur();
        if (event.target === controls.search) { controls.search.value = ""; filter(); }
      }
      return;
    }
    const does = keys[event.key];
    if (does) { event.preventDefault(); does(); }
  });

  /* ---- what is pressed ---- */
  for (const name of ["search"]) controls[name].addEventListener("input", filter);
  for (const name of ["level", "repository", "dimension"]) controls[name].addEventListener("change", filter);
  controls.theirs.addEventListener("click", () => {
    const pressed = controls.theirs.getAttribute("aria-pressed") === "true";
    controls.theirs.setAttribute("aria-pressed", String(!pressed));
    filter();
  });
  controls.sort.addEventListener("change", sort);
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) act(button.dataset.do);
  });
  const near = (event) => {
    const item = event.target instanceof Element && event.target.closest(".item");
    if (item && !one(".noting")) choose(item);
  };
  document.addEventListener("pointerover", near);
  document.addEventListener("focusin", near);
  one("#clear").addEventListener("click", clear);
  one("#save").addEventListener("click", save);
  one("#load").addEventListener("change", (event) => { load(event.target.files[0]); event.target.value = ""; });
  one("#print").addEventListener("click", () => print());
  one("#forget").addEventListener("click", () => {
    const names = Object.keys(marks);
    marks = {};
    names.forEach((name) => shown(document.getElementById(name)));
    list();
    keep();
    say("The notes are deleted.");
  });
  one("#help").addEventListener("click", () => one("#keys").showModal());
  addEventListener("hashchange", arrive);

  /* Print all that is folded, where that is asked for. */
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = one("#print-all").checked ? all("details:not([open])") : [];
    folded.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => { folded.forEach((each) => { each.open = false; }); });

  const kept = store.read();
  if (kept) {
    try { marks = readMarks(kept).read; } catch { marks = {}; }
    Object.keys(marks).forEach((name) => shown(document.getElementById(name)));
  }
  list();
  arrive();
})();
