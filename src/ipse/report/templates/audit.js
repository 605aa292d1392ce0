"use strict";
(() => {
  const PAGE = 200;
  const $ = (id) => document.getElementById(id);
  const form = $("filters"), drawer = $("drawer"), body = $("drawer-body"), list = $("list"), more = $("more");
  const hidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;
  const visible = (text) => text.replace(hidden, (c) => "⟦U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0") + "⟧");
  const names = [...form.elements].map((e) => e.name).filter(Boolean);
  // One record a finding: the first ones are in the page, the others wait as text until they are shown.
  const records = [...document.querySelectorAll(".finding")].map((node) => ({ id: node.id, node, values: node.dataset }));
  let limit = PAGE, loaded = null, unpacked = false;

  const data = () => loaded ??= (async () => {
    const bytes = Uint8Array.from(atob($("data").textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const all = JSON.parse(await new Response(stream).text());
    for (const card of all.cards) records.push({ id: card.id, html: card.html, values: card });
    unpacked = true;
    return all;
  })();

  const element = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = visible(text);
    return node;
  };

  // Words that may be of another language than the page's, so that they are read aloud as what they are.
  const spoken = (node, language) => {
    if (language && language !== document.documentElement.lang) node.lang = language;
    return node;
  };

  const words = (record) => record.words ??= (record.node ?? parsed(record)).textContent.toLowerCase();

  // The markup was escaped when the page was written; a template's content neither loads nor runs anything.
  function parsed(record) {
    const template = document.createElement("template");
    template.innerHTML = record.html;
    return record.fresh = template.content.querySelector(".finding");
  }

  function show(record) {
    if (!record.node) {
      record.node = record.fresh ?? parsed(record);
      list.append(record.node);
    }
    record.node.hidden = false;
  }

  function filter() {
    const typed = form.elements.q.value.trim().toLowerCase();
    let fits = 0, shown = 0;
    for (const record of records) {
      const fit = names.every((n) => n === "q" || !form.elements[n].value || record.values[n] === form.elements[n].value)
        && (!typed || words(record).includes(typed));
      record.fits = fit;
      if (fit && (record.node || shown < limit || record.id === location.hash.slice(1))) { show(record); shown++; }
      else if (record.node) record.node.hidden = true;
      fits += fit;
    }
    more.hidden = shown >= fits;
    return fits;
  }

  async function update() {
    filter();
    const { shown: forms } = await data();
    const fits = filter(), language = document.documentElement.lang;
    const text = new Intl.PluralRules(language).select(fits) === "one" ? forms.one : forms.other;
    $("shown").textContent = text.replace("{n}", new Intl.NumberFormat(language).format(fits));
  }

  function keep() {
    const query = new URLSearchParams();
    for (const n of names) if (form.elements[n].value) query.set(n, form.elements[n].value);
    if (form.elements.status.value === "" && has("active")) query.set("status", "");
    const tail = query.toString();
    history.replaceState(null, "", (tail ? "?" + tail : location.pathname) + location.hash);
    limit = PAGE;
  }

  const has = (status) => [...form.elements.status.options].some((o) => o.value === status);

  function restore() {
    const query = new URLSearchParams(location.search);
    if (has("active")) form.elements.status.value = "active";
    for (const n of names) if (query.has(n)) form.elements[n].value = query.get(n);
  }

  // A deep link wins over the filters that would hide its finding.
  async function reveal() {
    const id = location.hash.slice(1);
    if (!id.startsWith("f-")) return;
    if (!records.some((r) => r.id === id)) await data();
    const record = records.find((r) => r.id === id);
    if (!record) return;
    for (const n of names) if (n !== "q" && form.elements[n].value && form.elements[n].value !== record.values[n]) form.elements[n].value = "";
    if (form.elements.q.value && !words(record).includes(form.elements.q.value.toLowerCase())) form.elements.q.value = "";
    filter();
    record.node.scrollIntoView({ block: "start" });
    record.node.focus({ preventScroll: true });
  }

  // Offsets count code points; JavaScript strings count UTF-16 units.
  function positions(text) {
    const out = [];
    let at = 0;
    for (const c of text) { out.push(at); at += c.length; }
    out.push(at);
    return out;
  }

  // Cut the text at every border of a clause or a finding, so that marks may overlap.
  function marked(turn, all) {
    const points = positions(turn.text), box = element("div", "say");
    const spans = turn.marks.map((m) => ({ ...m, s: points[m.s], e: points[m.e] }));
    const found = turn.found.map(([s, e]) => [points[s], points[e]]);
    const edges = [...spans.flatMap((m) => [m.s, m.e]), ...found.flat(), 0, turn.text.length];
    const sorted = [...new Set(edges)].sort((a, b) => a - b);
    for (let i = 0; i + 1 < sorted.length; i++) {
      const [s, e] = [sorted[i], sorted[i + 1]], piece = turn.text.slice(s, e);
      const clause = spans.find((m) => m.s <= s && e <= m.e);
      const hit = found.some(([a, b]) => a <= s && e <= b);
      const node = element(hit ? "mark" : "span", clause ? "clause " + clause.v : "", piece);
      if (clause && piece.trim()) explain(node, clause, box, all);
      box.append(node);
    }
    return box;
  }

  // A clause is a disclosure: click, tap or Enter unfolds how it was read and what the sources say.
  function explain(node, clause, box, all) {
    node.tabIndex = 0;
    node.setAttribute("role", "button");
    node.setAttribute("aria-expanded", "false");
    node.title = clause.why ? clause.read + "\n" + clause.why : clause.read;
    const toggle = () => {
      const open = node.getAttribute("aria-expanded") === "true";
      box.parentNode.querySelectorAll(".aside").forEach((n) => n.remove());
      box.querySelectorAll("[aria-expanded=true]").forEach((n) => n.setAttribute("aria-expanded", "false"));
      if (open) return;
      node.setAttribute("aria-expanded", "true");
      box.after(aside(clause, all));
    };
    node.addEventListener("click", toggle);
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); toggle(); }
    });
  }

  function aside(clause, all) {
    const box = element("div", "aside");
    box.append(element("p", "small", all.words.clause + " " + clause.read));
    box.append(element("p", "", clause.why ?? all.words.no_proof));
    const place = clause.p === undefined ? null : find(clause.p, all);
    if (!place) { if (clause.why) box.append(element("p", "small", all.words.no_evidence)); return box; }
    box.append(element("p", "small", place.where));
    const quote = spoken(element("blockquote"), place.source.lang), from = Math.max(0, place.s - 240);
    const chars = place.chars, to = Math.min(chars.length, place.e + 240);
    quote.append((from ? "…" : "") + visible(chars.slice(from, place.s).join("")), element("mark", "", chars.slice(place.s, place.e).join("")),
      visible(chars.slice(place.e, to).join("")) + (to < chars.length ? "…" : ""));
    const open = element("button", "link open-source", all.words.open_source);
    open.type = "button";
    open.dataset.place = clause.p;
    box.append(quote, open);
    if (place.link) box.append(" ", link(place.link, all));
    return box;
  }

  function link(url, all) {
    const node = element("a", "", all.words.open_link);
    node.href = url;
    node.rel = "noreferrer noopener";
    return node;
  }

  function find(number, all) {
    const source = all.sources.find((s) => number in s.places);
    if (!source) return null;
    const [s, e, where, url] = source.places[number];
    return { source, s, e, where, link: url, chars: source.chars ??= [...source.text] };
  }

  let back = null;
  function opened(title, talk) {
    $("drawer-title").textContent = visible(title);
    $("legend").hidden = !talk;
    body.className = talk ? "talk" : "";
    if (!drawer.open) { back = document.activeElement; drawer.showModal(); }
    body.scrollTop = 0;
  }

  async function openConversation(card) {
    const all = await data(), talk = all.conversations[card.dataset.conversation];
    body.replaceChildren(element("p", "small", talk.about));
    for (const turn of talk.turns) {
      const box = element("div", "turn " + turn.role);
      const labels = turn.labels.length ? " · " + all.words.labels + " " + turn.labels.join(", ") : "";
      box.append(element("span", "who", all.words[turn.role] + " · " + turn.n + (turn.ts ? " · " + turn.ts : "") + labels));
      box.append(spoken(turn.role === "clone" ? marked(turn, all) : element("div", "say", turn.text), talk.lang));
      body.append(box);
      if (String(turn.n) === card.dataset.turn) box.id = "drawer-here";
    }
    opened(all.words.conversation + " " + card.dataset.conversation, true);
    $("drawer-here")?.scrollIntoView({ block: "center" });
  }

  async function openSource(number) {
    const all = await data(), place = find(number, all);
    const here = element("mark", "", place.chars.slice(place.s, place.e).join(""));
    const head = element("p", "small", place.where);
    if (place.link) head.append(" · ", link(place.link, all));
    const words = spoken(element("div", "words"), place.source.lang);
    words.append(visible(place.chars.slice(0, place.s).join("")), here, visible(place.chars.slice(place.e).join("")));
    body.replaceChildren(head, words);
    opened(place.source.title, false);
    here.scrollIntoView({ block: "center" });
  }

  function step(by) {
    const open = records.filter((r) => r.node && !r.node.hidden).map((r) => r.node);
    const next = open[Math.min(Math.max(open.indexOf(document.activeElement.closest?.(".finding")) + by, 0), open.length - 1)];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  }

  function pick({ name, value }) {
    form.reset();
    if (has("active")) form.elements.status.value = "active";
    form.elements[name].value = value;
    keep();
    update();
    $("findings").scrollIntoView();
    $("findings").focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    if (at(".open-conversation")) openConversation(at(".finding"));
    else if (at(".open-source")) openSource(at(".open-source").dataset.place);
    else if (at(".pick")) pick(at(".pick").dataset);
    else if (at("#drawer-close") || event.target === drawer) drawer.close();
    else if (at("#more")) { limit += PAGE; filter(); }
  });
  document.addEventListener("keydown", (event) => {
    if (drawer.open || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input,select,textarea");
    if (event.key === "Escape" && typing) event.target.blur();
    if (typing) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/") { event.preventDefault(); form.elements.q.focus(); }
    else if (event.key === "Enter" && event.target.matches(".finding")) { event.preventDefault(); openConversation(event.target); }
  });
  drawer.addEventListener("close", () => back?.focus());
  form.addEventListener("input", () => { keep(); update(); });
  form.addEventListener("reset", () => setTimeout(() => { keep(); update(); }));
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", () => {
    for (const record of records) if (record.fits) show(record);
    document.querySelectorAll("details").forEach((d) => { d.open = true; });
  });
  form.hidden = false;
  restore();
  update().then(reveal);
})();
