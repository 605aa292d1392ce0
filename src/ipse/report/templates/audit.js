"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const form = $("filters"), drawer = $("drawer"), body = $("drawer-body");
  const cards = [...document.querySelectorAll(".finding")];
  const hidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;
  const visible = (text) => text.replace(hidden, (c) => "⟦U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0") + "⟧");
  const names = [...form.elements].map((e) => e.name).filter(Boolean);
  let loaded = null;

  const data = () => loaded ??= (async () => {
    const bytes = Uint8Array.from(atob($("data").textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  })();

  const element = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = visible(text);
    return node;
  };

  async function filter() {
    let shown = 0;
    const words = form.elements.q.value.trim().toLowerCase();
    for (const card of cards) {
      const fits = names.every((n) => n === "q" || !form.elements[n].value || card.dataset[n] === form.elements[n].value);
      const found = !words || card.textContent.toLowerCase().includes(words);
      card.hidden = !(fits && found);
      shown += fits && found;
    }
    const { shown: forms } = await data();
    const language = document.documentElement.lang;
    const form1 = new Intl.PluralRules(language).select(shown) === "one" ? forms.one : forms.other;
    $("shown").textContent = form1.replace("{n}", new Intl.NumberFormat(language).format(shown));
  }

  function keep() {
    const query = new URLSearchParams();
    for (const n of names) if (form.elements[n].value) query.set(n, form.elements[n].value);
    const tail = query.toString();
    history.replaceState(null, "", (tail ? "?" + tail : location.pathname) + location.hash);
  }

  function restore() {
    const query = new URLSearchParams(location.search);
    if ([...form.elements.status.options].some((o) => o.value === "active")) form.elements.status.value = "active";
    for (const n of names) if (query.has(n)) form.elements[n].value = query.get(n);
    const target = cards.find((c) => "#" + c.id === location.hash);
    if (target && target.dataset.status !== "active") form.elements.status.value = "";
  }

  // Cut the text at every border of a clause or a finding, so that marks may overlap.
  function marked(turn) {
    const chars = turn.text, edges = new Set([0, chars.length]);
    const points = positions(chars);
    const spans = turn.marks.map((m) => ({ ...m, s: points[m.s], e: points[m.e] }));
    const found = turn.found.map(([s, e]) => [points[s], points[e]]);
    for (const m of spans) edges.add(m.s).add(m.e);
    for (const [s, e] of found) edges.add(s).add(e);
    const sorted = [...edges].sort((a, b) => a - b), box = element("div");
    for (let i = 0; i + 1 < sorted.length; i++) {
      const [s, e] = [sorted[i], sorted[i + 1]];
      const clause = spans.find((m) => m.s <= s && e <= m.e);
      const hit = found.some(([a, b]) => a <= s && e <= b);
      const node = element(hit ? "mark" : "span", clause ? clause.v : "", chars.slice(s, e));
      if (clause) node.title = clause.why;
      box.append(node);
    }
    return box;
  }

  // Offsets count code points; JavaScript strings count UTF-16 units.
  function positions(text) {
    const out = [];
    let at = 0;
    for (const c of text) { out.push(at); at += c.length; }
    out.push(at);
    return out;
  }

  async function openConversation(card) {
    const all = await data(), talk = all.conversations[card.dataset.conversation];
    $("drawer-title").textContent = all.words.conversation + " " + visible(card.dataset.conversation);
    body.replaceChildren(element("p", "small", talk.about));
    for (const turn of talk.turns) {
      const box = element("div", "turn " + turn.role);
      box.append(element("span", "who", all.words[turn.role] + " · " + turn.n + (turn.ts ? " · " + turn.ts : "")));
      box.append(turn.role === "clone" ? marked(turn) : element("div", "", turn.text));
      body.append(box);
      if (String(turn.n) === card.dataset.turn) box.id = "drawer-here";
    }
    drawer.showModal();
    document.getElementById("drawer-here")?.scrollIntoView({ block: "center" });
  }

  async function openSource(button) {
    const all = await data(), source = all.sources[button.dataset.source];
    const quote = button.dataset.quote, at = source.text.indexOf(quote);
    $("drawer-title").textContent = visible(source.title) + " (" + visible(button.dataset.source) + ")";
    const here = element("mark", "", at < 0 ? quote : source.text.slice(at, at + quote.length));
    body.replaceChildren(at < 0 ? "" : visible(source.text.slice(0, at)), here, at < 0 ? "" : visible(source.text.slice(at + quote.length)));
    drawer.showModal();
    here.scrollIntoView({ block: "center" });
  }

  function step(by) {
    const open = cards.filter((c) => !c.hidden), now = open.indexOf(document.activeElement.closest?.(".finding"));
    const next = open[Math.min(Math.max(now + by, 0), open.length - 1)];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  }

  document.addEventListener("click", (event) => {
    const card = event.target.closest(".finding");
    if (event.target.closest(".open-conversation")) openConversation(card);
    else if (event.target.closest(".open-source")) openSource(event.target.closest(".open-source"));
    else if (event.target.closest("#drawer-close")) drawer.close();
  });
  document.addEventListener("keydown", (event) => {
    if (drawer.open || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input,select,textarea");
    if (event.key === "Escape" && typing) event.target.blur();
    if (typing) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/") { event.preventDefault(); form.elements.q.focus(); }
    else if (event.key === "Enter" && event.target.matches(".finding")) openConversation(event.target);
  });
  form.addEventListener("input", () => { keep(); filter(); });
  form.addEventListener("reset", () => setTimeout(() => { keep(); filter(); }));
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
  form.hidden = false;
  restore();
  filter();
})();
