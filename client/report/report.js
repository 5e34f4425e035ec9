"use strict";
(() => {
  const $ = id => document.getElementById(id);
  const settings = JSON.parse($("settings").textContent);
  const people = [];
  for (const block of document.querySelectorAll("script.brief")) for (const p of JSON.parse(block.textContent)) people.push(p);
  people.forEach((p, place) => {
    p.place = place;
    p.words = ((p.n || "") + " " + p.i).toLowerCase();
    p.of = {};
    for (const f of p.f) p.of[f.t] = f;
  });
  const titles = {};
  for (const t of settings.targets) titles[t.name] = t.title;

  // Elements are made, never written as text: nothing that a profile holds can become markup.
  const h = (tag, attributes, ...children) => {
    const e = document.createElement(tag);
    for (const [k, v] of Object.entries(attributes || {})) {
      if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
      else if (v === true) e.setAttribute(k, "");
      else if (v !== false && v != null) e.setAttribute(k, v);
    }
    for (const c of children.flat()) if (c != null && c !== false) e.append(c);
    return e;
  };
  const tenths = v => (v / 10).toFixed(1);
  const whole = v => tenths(v).replace(/\.0$/, "");
  const capital = s => s ? s[0].toUpperCase() + s.slice(1) : "";
  const money = n => n <= 1 ? "next to no cost" : n.toLocaleString("en-US") + " dollars";
  const takes = (weeks, dollars) => (weeks === 1 ? "1 week" : weeks + " weeks") + ", " + money(dollars);
  const chip = b => h("span", {class: "band " + b}, capital(b.replaceAll("-", " ")));
  const range = (points, low, high, most, color) => {
    const part = v => most > 0 ? 100 * v / most : 0;
    const span = h("i"), bar = h("b");
    span.style.left = part(low) + "%"; span.style.width = part(high - low) + "%";
    bar.style.width = part(points) + "%";
    return h("span", {class: "range " + color, "aria-hidden": "true"}, span, bar);
  };
  const nameOf = p => p.n || p.i;
  const link = p => "#c=" + encodeURIComponent(p.i) + "&n=" + p.place;

  // The ranking ----------------------------------------------------------------------------------------------------------
  let target = settings.targets.length ? settings.targets[0].name : "";
  let order = {key: "rank", down: false};
  let shown = 100;
  const chosen = new Set();
  const bands = ["strong", "good", "possible", "weak", "not-enough-said", "ineligible"];
  const compareRank = (a, b) => {
    const x = a.of[target], y = b.of[target];
    return (x.b === "ineligible") - (y.b === "ineligible") || (x.e === "blocked") - (y.e === "blocked") || y.s - x.s || y.q - x.q
      || (a.i < b.i ? -1 : a.i > b.i ? 1 : 0) || a.place - b.place;
  };
  const rankings = {};
  const ranking = () => {
    if (rankings[target]) return rankings[target];
    const list = people.filter(p => p.of[target]);
    if (!settings.ranked) {
      list.sort(compareRank);
      list.forEach((p, i) => {
        const f = p.of[target], b = i && list[i - 1].of[target];
        f.r = b && b.s === f.s && b.q === f.q && (b.e === "blocked") === (f.e === "blocked") ? b.r : i + 1;
      });
    }
    list.forEach((p, i) => { p.of[target].o = i; });
    return rankings[target] = list;
  };
  const columns = [
    {key: "rank", title: "#", class: "n", value: p => p.of[target].o, cell: p => String(p.of[target].r)},
    {key: "name", title: "Candidate", class: "who", value: p => nameOf(p).toLowerCase(),
      cell: p => [h("a", {href: link(p)}, nameOf(p)), p.n && p.n !== p.i ? h("small", {}, p.i) : null]},
    ...(settings.kept || []).map((title, i) => ({key: "kept" + i, title, value: p => (p.k[i] || "").toLowerCase(), cell: p => p.k[i] || ""})),
    {key: "score", title: "Score", class: "scorecell", down: true, value: p => p.of[target].s, cell: p => {
      const f = p.of[target];
      return [h("strong", {}, tenths(f.s)), f.x !== 1000 ? " of " + whole(f.x) : null, range(f.s, f.l, f.h, f.x, "c-" + f.b)];
    }},
    {key: "band", title: "Band", value: p => bands.indexOf(p.of[target].b), cell: p => chip(p.of[target].b)},
    {key: "could", title: "Could be", class: "n", down: true, value: p => p.of[target].h, cell: p => tenths(p.of[target].l) + "–" + tenths(p.of[target].h)},
    {key: "standing", title: "Eligibility", value: p => ["eligible", "ask first", "blocked"].indexOf(p.of[target].e), cell: p => p.of[target].e},
    settings.firm && {key: "firm", title: "Firm", value: p => p.of[target].o, cell: p => p.of[target].m || ""},
    settings.advice && {key: "next", title: "Next step", value: p => ["submit", "screen", "develop", "redirect", "pass"].indexOf(p.a), cell: p => p.a || ""},
    {key: "best", title: "Best evidence", class: "long", value: p => p.of[target].p || "", cell: p => p.of[target].p || ""},
    {key: "gap", title: "Widest gaps", class: "long", value: p => p.of[target].g || "", cell: p => p.of[target].g || ""},
  ].filter(Boolean);
  const found = () => {
    const words = $("find").value.toLowerCase().split(/\s+/).filter(Boolean);
    const band = $("f-band").value, standing = $("f-standing").value, next = $("f-next") ? $("f-next").value : "";
    const column = columns.find(c => c.key === order.key);
    const list = ranking().filter(p => {
      const f = p.of[target];
      return (!band || f.b === band) && (!standing || f.e === standing) && (!next || p.a === next) && words.every(w => p.words.includes(w));
    });
    const keyed = list.map(p => [column.value(p), p]);
    keyed.sort((a, b) => {
      const d = a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
      return (order.down ? -d : d) || a[1].of[target].o - b[1].of[target].o;
    });
    return keyed.map(k => k[1]);
  };
  const draw = () => {
    const list = found();
    const head = h("tr", {}, h("th", {scope: "col", class: "pickcell"}, "Compare"), columns.map(c => {
      const sorted = order.key === c.key;
      return h("th", {scope: "col", class: c.class, "aria-sort": sorted ? (order.down ? "descending" : "ascending") : "none"},
        h("button", {type: "button", "data-key": c.key, onclick: () => {
          order = {key: c.key, down: sorted ? !order.down : !!c.down};
          draw();
          document.querySelector('[data-key="' + c.key + '"]').focus();
        }}, c.title));
    }));
    $("ranking").tHead.replaceChildren(head);
    $("ranking").tBodies[0].replaceChildren(...list.slice(0, shown).map(p => h("tr", {},
      h("td", {class: "pickcell"}, h("input", {type: "checkbox", class: "pick", "aria-label": "Compare " + nameOf(p), checked: chosen.has(p.place), onchange: e => choose(p, e.target)})),
      columns.map(c => h(c.key === "name" ? "th" : "td", {class: c.class, scope: c.key === "name" ? "row" : null}, c.cell(p))))));
    const all = ranking().length;
    $("count").textContent = (list.length === all ? all + " candidates" : list.length + " of " + all + " candidates") + " for " + (titles[target] || "this opening")
      + (list.length > shown ? "; the first " + shown + " are shown" : "") + ".";
    $("more").hidden = list.length <= shown;
    $("more").textContent = "Show " + Math.min(100, list.length - shown) + " more";
  };
  const choose = (p, box) => {
    if (box.checked && chosen.size === 4) {
      box.checked = false;
      $("chosen").textContent = "At most four can stand side by side.";
      return;
    }
    box.checked ? chosen.add(p.place) : chosen.delete(p.place);
    tellChosen();
  };
  const tellChosen = () => {
    $("compare-bar").hidden = chosen.size === 0;
    $("chosen").textContent = chosen.size === 1 ? "1 chosen: choose one to three more." : chosen.size + " chosen: " + [...chosen].map(n => nameOf(people[n])).join(", ");
    $("compare").disabled = chosen.size < 2;
  };

  // One candidate --------------------------------------------------------------------------------------------------------
  const unpacked = {};
  const details = async place => {
    const chunk = Math.floor(place / settings.chunk);
    if (!unpacked[chunk]) {
      const text = atob($("d" + chunk).textContent);
      const bytes = Uint8Array.from(text, c => c.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
      unpacked[chunk] = JSON.parse(await new Response(stream).text());
    }
    return unpacked[chunk][place % settings.chunk];
  };
  const statusClass = s => s === "met" ? "s-met" : s === "partly" ? "s-partly" : "s-none";
  const colorOf = s => s === "met" ? "c-strong" : s === "partly" ? "c-possible" : "c-weak";
  const marks = x => [
    (x.blockers || []).map(b => h("li", {}, h("strong", {}, "✗ " + b.t), ": " + b.x, b.m ? h("small", {}, "Way back: " + b.m) : null)),
    (x.confirm || []).map(u => h("li", {}, h("strong", {}, "? " + u.t), ", to confirm: " + u.x)),
    (x.flags || []).map(f => h("li", {}, h("strong", {}, "! " + f.t), f.x ? ": " + f.x : "")),
  ].flat();
  const result = (f, x) => {
    const list = marks(x);
    return h("div", {class: "card result"}, h("h3", {}, titles[f.t]),
      h("span", {class: "big"}, tenths(f.s)), " of " + whole(f.x), chip(f.b),
      range(f.s, f.l, f.h, f.x, "c-" + f.b),
      h("p", {class: "fine"}, capital(f.e) + " · could be " + tenths(f.l) + "–" + tenths(f.h) + " · fit index " + tenths(x.index) + (f.r ? " · rank " + f.r : "")),
      list.length ? h("ul", {class: "marks"}, list) : null, x.pay ? h("p", {class: "fine"}, "Pay: " + x.pay) : null);
  };
  const breakdown = (f, x) => [
    h("h3", {}, "Breakdown: " + titles[f.t]),
    h("div", {class: "scroll", role: "region", tabindex: "0", "aria-label": "Breakdown for " + titles[f.t]}, h("table", {},
      h("thead", {}, h("tr", {}, ["Criterion", "Points", "", "Status", "Rests on"].map((t, i) => i === 2 ? h("td", {}) : h("th", {scope: "col"}, t)))),
      h("tbody", {}, x.criteria.map(c => h("tr", {},
        h("th", {scope: "row", class: "crit"}, c.t, c.m ? h("small", {}, "must have") : null, c.o ? h("small", {}, "from the job order") : null),
        h("td", {class: "n"}, tenths(c.p) + " of " + whole(c.x)),
        h("td", {class: "barcell"}, range(c.p, c.l, c.h, c.x, colorOf(c.s)), h("span", {class: "fine"}, c.l !== c.h ? "could be " + tenths(c.l) + "–" + tenths(c.h) : "")),
        h("td", {class: statusClass(c.s)}, c.s),
        h("td", {class: "rests"}, c.b === "implied" ? "≈ " : c.b === "assumed" ? "? " : "", [c.r, (c.e || []).join(", ")].filter(Boolean).join(": "),
          c.k && c.s !== "met" ? h("small", {}, "lacks " + c.k.join("; ")) : null)))))),
  ];
  const card = (title, ...content) => h("section", {class: "card"}, h("h3", {}, title), content);
  const of = r => settings.targets.length > 1 ? (titles[r] || r) + ": " : "";
  const checks = list => (list || []).map(c => h("small", {}, c));
  const candidate = (p, d) => {
    const fits = p.f.map((f, i) => [f, d.fits[i]]).sort((a, b) => (b[0].t === target) - (a[0].t === target));
    const main = fits[0][0].t;
    const part = [
      h("div", {class: "results"}, fits.map(([f, x]) => result(f, x))),
      d.reasons && d.reasons.length ? card(d.better ? "Better role: " + d.better : "In short", h("ul", {class: "plainlist"}, d.reasons.map(r => h("li", {}, r)))) : null,
      fits.map(([f, x]) => breakdown(f, x)),
    ];
    const cards = [];
    const list = (title, items) => { if (items && items.length) cards.push(card(title, h("ul", {class: "plainlist"}, items))); };
    const first = items => (items || []).filter(x => x.r === main);
    list("Speaks for the candidate", first(d.strengths).slice(0, 5).map(s => h("li", {}, s.t + " " + tenths(s.p) + " of " + tenths(s.x) + ".")));
    list("To ask: how much of 100 each answer can move", (d.questions || []).map(q => h("li", {}, q.p ? h("strong", {}, tenths(q.p) + " ") : null, of(q.r) + q.t, q.m ? " (must be asked)" : "", q.w ? h("small", {}, q.w) : null)));
    if (d.advice && d.advice.length) cards.push(card("What the candidate could do", h("ol", {}, d.advice.map(a => h("li", {value: a.n}, a.t,
      h("small", {class: "effect"}, of(a.r) + tenths(a.b) + " → " + tenths(a.a) + ", " + a.d + "; " + takes(a.w, a.u) + (a.c ? "; meets a must" : "") + (a.i ? "; instead of " + a.i : "")), checks(a.k))))));
    for (const [f, x] of fits) if (x.plan) cards.push(card("Plan: " + titles[f.t], h("p", {}, x.plan.t),
      x.plan.s ? h("ol", {}, x.plan.s.map(s => h("li", {}, s.t, h("small", {class: "effect"}, "then " + tenths(s.a) + "; " + takes(s.w, s.u)), checks(s.k)))) : null));
    list("One condition away", (d.openings || []).map(o => h("li", {}, h("strong", {}, o.t), ": opens with " + o.x)));
    list("Where it leads", (d.pathways || []).slice(0, 6).map(w => h("li", {}, h("strong", {}, w.t), w.g ? " (a stated goal)" : "", w.s ? ". " + w.s : "",
      w.h ? h("small", {}, "has " + w.h.join("; ")) : null, w.k ? h("small", {}, "asks for " + w.k.join("; ")) : null)));
    list("Assumed", (d.assumed || []).map(a => h("li", {}, h("code", {}, a.t), ": " + a.x)));
    list("Not recognized, no points", (d.unrecognized || []).map(u => h("li", {}, "“" + u.t + "”", u.x ? h("small", {}, u.x) : null)));
    part.push(h("div", {class: "two"}, cards));
    return part;
  };

  // Side by side -----------------------------------------------------------------------------------------------------------
  const sideBySide = (list, found) => {
    const fits = list.map((p, i) => [p.of[target], found[i].fits[p.f.indexOf(p.of[target])]]);
    const row = (title, cells, best) => h("tr", {}, h("th", {scope: "row", class: "crit"}, title), cells.map((c, i) => h("td", {class: best && best(i) ? "best" : null}, c)));
    const top = values => { const m = Math.max(...values), one = values.some(v => v !== m); return i => one && values[i] === m; };
    const scores = fits.map(([f]) => f.s);
    const rows = [
      row("Score", fits.map(([f]) => [tenths(f.s) + " of " + whole(f.x), range(f.s, f.l, f.h, f.x, "c-" + f.b)]), top(scores)),
      row("Band", fits.map(([f]) => chip(f.b))),
      row("Could be", fits.map(([f]) => tenths(f.l) + "–" + tenths(f.h))),
      row("Eligibility", fits.map(([f, x]) => [f.e, marks(x).length ? h("ul", {class: "marks"}, marks(x)) : null])),
      settings.advice ? row("Next step", list.map(p => p.a || "")) : null,
    ];
    for (const c of fits[0][1].criteria) {
      const same = fits.map(([, x]) => x.criteria.find(y => y.i === c.i));
      rows.push(row(c.t + (c.m ? " (must)" : ""), same.map(y => !y ? "not asked" : [tenths(y.p) + " of " + whole(y.x), range(y.p, y.l, y.h, y.x, colorOf(y.s)),
        h("span", {class: "fine"}, y.s + ((y.e || []).length ? ": " + y.e.join(", ") : ""))]), top(same.map(y => y ? y.p : -1))));
    }
    return h("div", {class: "scroll", role: "region", tabindex: "0", "aria-label": "Candidates side by side"}, h("table", {class: "sides"},
      h("thead", {}, h("tr", {}, h("td", {}), list.map(p => h("th", {scope: "col"}, h("a", {href: link(p)}, nameOf(p)))))), h("tbody", {}, rows)));
  };

  // Which of these is shown stands in the address, so that the browser's own back button works.
  const show = async () => {
    const at = new URLSearchParams(location.hash.slice(1));
    const view = $("view"), pool = $("pool");
    let title = "", content = null;
    const at0 = Number(at.get("n"));
    if (at.has("c")) {
      const p = people[at0] && people[at0].i === at.get("c") ? people[at0] : people.find(x => x.i === at.get("c"));
      if (p) { title = nameOf(p); content = [p.n && p.n !== p.i ? h("p", {class: "lead"}, p.i) : null, candidate(p, await details(p.place))]; }
    } else if (at.has("compare")) {
      const list = at.get("compare").split(",").map(n => people[Number(n)]).filter(p => p && p.of[target]).slice(0, 4);
      if (list.length > 1) {
        title = "Side by side: " + (titles[target] || "");
        content = [sideBySide(list, await Promise.all(list.map(p => details(p.place))))];
      }
    }
    pool.hidden = !!content;
    view.hidden = !content;
    if (!content) { view.replaceChildren(); return; }
    const heading = h("h2", {tabindex: "-1"}, title);
    view.replaceChildren(h("p", {class: "back"}, h("a", {href: "#"}, "← Back to the pool")), heading, ...content.flat(9).filter(Boolean));
    scrollTo(0, 0);
    heading.focus();
  };

  // Wiring -----------------------------------------------------------------------------------------------------------------
  const select = name => {
    target = name;
    settings.targets.forEach((t, i) => {
      const tab = $("tab-t" + i);
      if (!tab) return;
      tab.setAttribute("aria-selected", String(t.name === name));
      tab.tabIndex = t.name === name ? 0 : -1;
      $("panel-t" + i).hidden = t.name !== name;
    });
    $("list-title").textContent = "Ranking: " + (titles[name] || "");
    shown = 100;
    draw();
  };
  if (people.length) {
    settings.targets.forEach((t, i) => {
      const tab = $("tab-t" + i);
      if (!tab) return;
      tab.addEventListener("click", () => select(t.name));
      tab.addEventListener("keydown", e => {
        const step = {ArrowRight: 1, ArrowLeft: -1}[e.key];
        if (!step) return;
        const next = (i + step + settings.targets.length) % settings.targets.length;
        select(settings.targets[next].name);
        $("tab-t" + next).focus();
      });
    });
    $("list").hidden = false;
    const again = () => { shown = 100; draw(); };
    $("filters").addEventListener("input", again);
    $("filters").addEventListener("reset", () => setTimeout(again));
    $("filters").addEventListener("submit", e => e.preventDefault());
    $("more").addEventListener("click", () => { shown += 100; draw(); });
    $("compare").addEventListener("click", () => { location.hash = "compare=" + [...chosen].join(","); });
    $("unchoose").addEventListener("click", () => { chosen.clear(); tellChosen(); draw(); });
    addEventListener("hashchange", show);
    select(target);
    show();
  }
  const root = document.documentElement;
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const label = () => { $("theme").textContent = dark() ? "Light" : "Dark"; $("theme").setAttribute("aria-label", "Switch to " + (dark() ? "light" : "dark") + " colours"); };
  $("theme").addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; label(); });
  $("print").addEventListener("click", () => print());
  label();
  document.querySelector(".tools").hidden = false;
})();
