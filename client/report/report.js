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
    for (const c of children.flat(9)) if (c != null && c !== false) e.append(c);
    return e;
  };
  const tenths = v => (v / 10).toFixed(1);
  const whole = v => tenths(v).replace(/\.0$/, "");
  const capital = s => s ? s[0].toUpperCase() + s.slice(1) : "";
  const money = n => n <= 1 ? "next to no cost" : "$" + n.toLocaleString("en-US");
  const takes = (weeks, dollars) => (weeks === 1 ? "1 week" : weeks + " weeks") + ", " + money(dollars);
  const chip = b => h("span", {class: "band " + b}, b === "ineligible" ? "Missing a must" : capital(b.replaceAll("-", " ")));
  // Whoever is missing a must has no band for readers, and whoever said nothing no score.
  const bandOf = f => f.b === "ineligible" ? "–" : chip(f.b);
  const mustsOf = f => f.e === "missing a must" ? h("span", {class: "band ineligible"}, capital(f.e)) : capital(f.e);
  const after = f => f.l === f.h ? String(Math.round(f.h / 10)) : Math.round(f.l / 10) + "–" + Math.round(f.h / 10);
  const unsaid = f => f.b === "not-enough-said";
  const range = (points, low, high, most, color) => {
    const part = v => most > 0 ? 100 * v / most : 0;
    const span = h("i"), bar = h("b");
    span.style.left = part(low) + "%"; span.style.width = part(high - low) + "%";
    bar.style.width = part(points) + "%";
    return h("span", {class: "range " + color, "aria-hidden": "true"}, span, bar);
  };
  const nameOf = p => p.n || p.i;
  const draftOf = p => p.d ? h("small", {class: "draft"}, capital(p.d)) : null;

  // The shortlist: the ids that are ticked, in that order, with a note each. It stands in the address, so that whoever gets the
  // address gets the shortlist; nothing of an address behind its # is sent anywhere.
  const picks = new Map();
  const listed = () => {
    const q = new URLSearchParams();
    for (const [id, note] of picks) { q.append("s", id); q.append("m", note); }
    return q.toString();
  };
  const written = new Set([""]);
  const take = at => {
    const ids = at.getAll("s"), notes = at.getAll("m");
    const q = new URLSearchParams();
    ids.forEach((id, i) => { q.append("s", id); q.append("m", notes[i] || ""); });
    if (written.has(q.toString())) return; // an older address of this visit: what is ticked now stays
    picks.clear();
    ids.forEach((id, i) => picks.set(id, notes[i] || ""));
    written.add(q.toString());
  };
  const address = view => "#" + [new URLSearchParams(view).toString(), listed()].filter(Boolean).join("&");
  const here = () => {
    const view = {};
    for (const [k, v] of new URLSearchParams(location.hash.slice(1))) if (k !== "s" && k !== "m") view[k] = v;
    return view;
  };
  const keep = () => {
    written.add(listed());
    history.replaceState(null, "", address(here()));
    for (const a of document.querySelectorAll("a[data-view]")) a.setAttribute("href", address(JSON.parse(a.dataset.view)));
    tellPicked();
  };
  const to = (view, attributes, ...children) => h("a", {href: address(view), "data-view": JSON.stringify(view), ...attributes}, ...children);
  const link = (p, attributes) => to({c: p.i, n: p.place}, attributes || {}, nameOf(p));
  const tick = (p, label) => h("input", {type: "checkbox", class: "pick", "aria-label": label ? null : "Shortlist " + nameOf(p), checked: picks.has(p.i), onchange: e => {
    e.target.checked ? picks.set(p.i, "") : picks.delete(p.i);
    keep();
  }});
  const noteOf = id => h("textarea", {rows: "2", "aria-label": "Note on " + nameOf(people.find(p => p.i === id) || {i: id}), placeholder: "a note", oninput: e => {
    picks.set(id, e.target.value.replace(/\s*\n\s*/g, " "));
    keep();
  }}, picks.get(id) || "");
  const mostCompared = 6;
  const pickedHere = () => [...picks.keys()].map(id => people.find(p => p.i === id)).filter(p => p && p.of[target]);
  const tellPicked = () => {
    const here = pickedHere();
    $("bar").hidden = picks.size === 0;
    $("picked").textContent = picks.size + " on the shortlist" + (here.length ? ": " + here.slice(0, 6).map(nameOf).join(", ") + (here.length > 6 ? " …" : "") : "") + ".";
    $("compare").disabled = here.length < 2 || here.length > mostCompared;
    $("compare").title = $("compare").disabled ? "Tick two to six" : "";
  };
  const save = () => {
    const cell = t => { const x = /^[=+\-@\t\r＝＋－＠]/.test(t) ? "'" + t : t; return '"' + x.replaceAll('"', '""') + '"'; };
    const rows = [["candidate_id", "display_name", "note"]];
    for (const [id, note] of picks) rows.push([id, (people.find(p => p.i === id) || {}).n || "", note]);
    const file = new Blob(["\ufeff" + rows.map(r => r.map(cell).join(",")).join("\r\n") + "\r\n"], {type: "text/csv;charset=utf-8"});
    const url = URL.createObjectURL(file);
    h("a", {href: url, download: "shortlist.csv"}).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };

  // The ranking ----------------------------------------------------------------------------------------------------------
  let target = settings.targets.length ? settings.targets[0].name : "";
  let order = {key: "rank", down: false};
  let shown = 100;
  const standings = ["meets the musts", "ask first", "missing a must"];
  const steps = ["submit", "screen", "develop", "redirect", "pass"];
  const bands = ["strong", "good", "possible", "weak", "not-enough-said", "ineligible"];
  const compareRank = (a, b) => {
    const x = a.of[target], y = b.of[target];
    return (x.b === "ineligible") - (y.b === "ineligible") || (x.e === "missing a must") - (y.e === "missing a must") || y.s - x.s || y.q - x.q
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
        f.r = b && b.s === f.s && b.q === f.q && (b.e === "missing a must") === (f.e === "missing a must") ? b.r : i + 1;
      });
    }
    list.forEach((p, i) => { p.of[target].o = i; });
    return rankings[target] = list;
  };
  // What to do next is said for the role that suits better.
  const nextOf = p => !p.a ? "" : p.of[target] === p.f[0] ? capital(p.a) : "As " + titles[p.f[0].t].toLowerCase() + ": " + p.a;
  const columns = [
    {key: "rank", title: "#", class: "n", value: p => p.of[target].o, cell: p => String(p.of[target].r)},
    {key: "name", title: "Candidate", class: "who", value: p => nameOf(p).toLowerCase(),
      cell: p => [link(p), p.n && p.n !== p.i ? h("small", {}, p.i) : null, draftOf(p)]},
    ...(settings.kept || []).map((title, i) => ({key: "kept" + i, title, value: p => (p.k[i] || "").toLowerCase(), cell: p => p.k[i] || ""})),
    {key: "score", title: "Score", class: "scorecell", down: true, value: p => p.of[target].s, cell: p => {
      const f = p.of[target];
      if (unsaid(f)) return "–";
      return [h("strong", {}, tenths(f.s)), f.x !== 1000 ? " of " + whole(f.x) : null, range(f.s, f.l, f.h, f.x, "c-" + f.b)];
    }},
    {key: "band", title: "Band", value: p => bands.indexOf(p.of[target].b), cell: p => bandOf(p.of[target])},
    {key: "musts", title: "Musts", class: "musts", value: p => standings.indexOf(p.of[target].e), cell: p => mustsOf(p.of[target])},
    settings.advice && {key: "next", title: "Next step", class: "next", value: p => steps.indexOf(p.a), cell: p => nextOf(p)},
    {key: "flags", title: "Flags", class: "flags", value: p => p.of[target].w ? "0" + p.of[target].w : "1", cell: p => p.of[target].w || ""},
    {key: "best", title: "Best evidence", class: "long", value: p => p.of[target].p || "", cell: p => p.of[target].p || ""},
    {key: "gap", title: "Widest gaps", class: "long", value: p => p.of[target].g || "", cell: p => p.of[target].g || ""},
    {key: "could", title: "After interview", class: "after", down: true, value: p => p.of[target].h, cell: p => after(p.of[target])},
    settings.firm && {key: "firm", title: "Place may vary", class: "after", value: p => p.of[target].o, cell: p => p.of[target].m || ""},
  ].filter(Boolean);
  const found = () => {
    const words = $("find").value.toLowerCase().split(/\s+/).filter(Boolean);
    const band = $("f-band").value, musts = $("f-musts").value, flags = $("f-flags").value, next = $("f-next") ? $("f-next").value : "";
    const column = columns.find(c => c.key === order.key);
    const list = ranking().filter(p => {
      const f = p.of[target];
      return (!band || f.b === band) && (!musts || f.e === musts) && (!flags || (flags === "some") === !!f.w) && (!next || p.a === next) && words.every(w => p.words.includes(w));
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
    const head = h("tr", {}, h("th", {scope: "col", class: "pickcell"}, "Pick"), columns.map(c => {
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
      h("td", {class: "pickcell"}, tick(p)),
      columns.map(c => h(c.key === "name" ? "th" : "td", {class: c.class, scope: c.key === "name" ? "row" : null}, c.cell(p))))));
    const all = ranking().length;
    $("count").textContent = (list.length === all ? all + " candidates" : list.length + " of " + all + " candidates") + " for " + (titles[target] || "this opening")
      + (list.length > shown ? "; the first " + shown + " are shown" : "") + ".";
    $("more").hidden = list.length <= shown;
    $("more").textContent = "Show " + Math.min(100, list.length - shown) + " more";
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
    (x.flags || []).map(f => h("li", {}, h("strong", {}, "! " + capital(f.t)), f.x ? ": " + f.x : "")),
    x.conflict ? h("li", {}, h("strong", {}, "! Pay"), ": " + x.conflict + ".") : [],
  ].flat();
  const result = (p, f, x) => {
    const list = marks(x);
    return h("div", {class: "card result"}, h("h3", {}, titles[f.t]),
      unsaid(f) ? chip(f.b) : [h("span", {class: "big"}, tenths(f.s)), " of " + whole(f.x), f.b === "ineligible" ? null : chip(f.b), range(f.s, f.l, f.h, f.x, "c-" + f.b)],
      h("p", {}, mustsOf(f), f.l !== f.h ? " · after interview " + after(f) : "", f.r ? " · place " + f.r + (f.m ? " (may vary: " + f.m + ")" : "") : "", p.a && f === p.f[0] ? [" · next step: ", h("strong", {}, p.a)] : null),
      list.length ? h("ul", {class: "marks"}, list) : null);
  };
  const breakdown = (f, x) => [
    h("h3", {}, "Point by point: " + titles[f.t]),
    h("div", {class: "scroll", role: "region", tabindex: "0", "aria-label": "Points for " + titles[f.t]}, h("table", {},
      h("thead", {}, h("tr", {}, ["What is asked", "Points", "", "Status", "Shown by"].map((t, i) => i === 2 ? h("td", {}) : h("th", {scope: "col"}, t)))),
      h("tbody", {}, x.criteria.map(c => h("tr", {},
        h("th", {scope: "row", class: "crit"}, c.t, c.m ? h("small", {}, "must") : null, c.o ? h("small", {}, "from the job order") : null),
        h("td", {class: "n"}, tenths(c.p) + " of " + whole(c.x)),
        h("td", {class: "barcell"}, range(c.p, c.l, c.h, c.x, colorOf(c.s)), h("span", {class: "fine"}, c.l !== c.h ? "after interview " + tenths(c.l) + "–" + tenths(c.h) : "")),
        h("td", {class: statusClass(c.s)}, c.s),
        h("td", {class: "rests"}, [c.r, (c.e || []).join(", ")].filter(Boolean).join(": "), c.b === "assumed" ? h("small", {}, "partly assumed, so ask") : null,
          c.k && c.s !== "met" ? h("small", {}, "lacks " + c.k.join("; ")) : null)))))),
  ];
  const card = (title, ...content) => h("section", {class: "card"}, h("h3", {}, title), content);
  const of = r => settings.targets.length > 1 ? (titles[r] || r) + ": " : "";
  const checks = list => (list || []).map(c => h("small", {}, c));
  const bullets = (title, items) => items && items.length ? card(title, h("ul", {class: "plainlist"}, items)) : null;
  // Who this is, then why, then what to ask; the rest below.
  const candidate = (p, d) => {
    const fits = p.f.map((f, i) => [f, d.fits[i]]).sort((a, b) => (b[0].t === target) - (a[0].t === target));
    const main = fits[0][0].t;
    const first = items => (items || []).filter(x => x.r === main);
    const pays = fits.filter(([, x]) => x.pay);
    return [
      d.review ? h("div", {class: "card draft-note"}, h("h3", {}, capital(d.review)), d.doubts ? h("ul", {class: "plainlist"}, d.doubts.map(t => h("li", {}, t))) : null) : null,
      d.who ? h("dl", {class: "card who-is"}, d.who.map(w => [h("dt", {}, w.t), h("dd", {}, w.x)])) : null,
      h("p", {class: "picked"}, h("label", {}, tick(p, true), " On the shortlist")),
      h("div", {class: "results"}, fits.map(([f, x]) => result(p, f, x))),
      h("div", {class: "two"},
        bullets(d.better ? "Why: better as " + d.better : "Why", (d.reasons || []).map(r => h("li", {}, r))),
        bullets("Speaks for the candidate", first(d.strengths).slice(0, 5).map(s => h("li", {}, s.t + " " + tenths(s.p) + " of " + tenths(s.x) + "."))),
        bullets("What to ask", (d.questions || []).map(q => h("li", {}, of(q.r) + q.t, q.m ? " (must be asked)" : "", q.p ? h("small", {}, "can move " + tenths(q.p) + " of 100 points") : null, q.w ? h("small", {}, q.w) : null)))),
      fits.map(([f, x]) => breakdown(f, x)),
      h("div", {class: "two"},
        d.advice && d.advice.length ? card("What the candidate could do", h("ol", {}, d.advice.map(a => h("li", {value: a.n}, a.t,
          h("small", {class: "effect"}, of(a.r) + tenths(a.b) + " → " + tenths(a.a) + "; " + takes(a.w, a.u) + (a.c ? "; a must is then no longer missing" : "") + (a.i ? "; instead of " + a.i : "")), checks(a.k))))) : null,
        fits.map(([f, x]) => x.plan ? card("Plan: " + titles[f.t], h("p", {}, x.plan.t),
          x.plan.s ? h("ol", {}, x.plan.s.map(s => h("li", {}, s.t, h("small", {class: "effect"}, "then " + tenths(s.a) + "; " + takes(s.w, s.u)), checks(s.k)))) : null) : null),
        pays.length ? card("Pay", pays.map(([f, x]) => h("p", {}, (pays.length > 1 ? titles[f.t] + ": " : "") + x.pay))) : null,
        bullets("One condition away", (d.openings || []).map(o => h("li", {}, h("strong", {}, o.t), ": opens with " + o.x))),
        bullets("Where it leads", (d.pathways || []).slice(0, 6).map(w => h("li", {}, h("strong", {}, w.t), w.g ? " (a stated goal)" : "", w.s ? ". " + w.s : "",
          w.h ? h("small", {}, "has " + w.h.join("; ")) : null, w.k ? h("small", {}, "asks for " + w.k.join("; ")) : null))),
        bullets("Taken for granted", (d.assumed || []).map(a => h("li", {}, a.x))),
        bullets("Not recognized, no points", (d.unrecognized || []).map(u => h("li", {}, "“" + u.t + "”", u.x ? h("small", {}, u.x) : null)))),
      h("p", {class: "fine"}, "Fit index, the score on the scale that all roles share: " + fits.map(([f, x]) => (fits.length > 1 ? titles[f.t] + " " : "") + tenths(x.index)).join(", ") + "."),
    ];
  };

  // Side by side -----------------------------------------------------------------------------------------------------------
  const sideBySide = (list, found) => {
    const fits = list.map((p, i) => [p.of[target], found[i].fits[p.f.indexOf(p.of[target])]]);
    const row = (title, cells, best) => h("tr", {}, h("th", {scope: "row", class: "crit"}, title), cells.map((c, i) => h("td", {class: best && best(i) ? "best" : null}, c)));
    const top = values => { const m = Math.max(...values), one = values.some(v => v !== m); return i => one && values[i] === m; };
    const rows = [
      row("Score", fits.map(([f]) => unsaid(f) ? "–" : [tenths(f.s) + " of " + whole(f.x), range(f.s, f.l, f.h, f.x, "c-" + f.b)]), top(fits.map(([f]) => f.s))),
      row("Band", fits.map(([f]) => bandOf(f))),
      row("Musts", fits.map(([f, x]) => [mustsOf(f), (x.blockers || []).map(b => h("p", {class: "fine"}, "✗ " + b.t)), (x.confirm || []).map(u => h("p", {class: "fine"}, "? " + u.t))])),
      settings.advice ? row("Next step", list.map(nextOf)) : null,
      row("Flags", fits.map(([f]) => f.w || "none")),
      row("After interview", fits.map(([f]) => after(f))),
    ];
    const labels = [...new Set(found.flatMap(d => (d.who || []).map(w => w.t)))];
    for (const l of labels) rows.push(row(l, found.map(d => ((d.who || []).find(w => w.t === l) || {x: "not said"}).x)));
    for (const c of fits[0][1].criteria) {
      const same = fits.map(([, x]) => x.criteria.find(y => y.i === c.i));
      rows.push(row(c.t + (c.m ? " (must)" : ""), same.map(y => !y ? "not asked" : [tenths(y.p) + " of " + whole(y.x), range(y.p, y.l, y.h, y.x, colorOf(y.s)),
        h("span", {class: "fine"}, y.s + ((y.e || []).length ? ": " + y.e.join(", ") : ""))]), top(same.map(y => y ? y.p : -1))));
    }
    const table = h("table", {class: "sides"},
      h("colgroup", {}, h("col", {class: "side-label"}), list.map(() => h("col", {}))),
      h("thead", {}, h("tr", {}, h("td", {}), list.map(p => h("th", {scope: "col"}, link(p), draftOf(p))))), h("tbody", {}, rows));
    table.style.setProperty("--sides", list.length);
    return h("div", {class: "scroll tall", role: "region", tabindex: "0", "aria-label": "Candidates side by side"}, table);
  };

  // The shortlist ----------------------------------------------------------------------------------------------------------
  const shell = id => /^[\w.@%+=:,\/-]+$/.test(id) ? id : "'" + id.replaceAll("'", "'\\''") + "'";
  const command = () => {
    const [kind, id] = target.split("/");
    return "lexfit submit FILE " + pickedHere().map(p => "--id " + shell(p.i)).join(" ") + (kind === "jobOrders" ? " --job-order " : " --role ") + id + " --out submission.html";
  };
  const shortlist = () => [
    h("p", {class: "lead"}, picks.size ? "The address of this page carries the shortlist and its notes: bookmark it, or send it with the page." : "Nobody is ticked yet. Tick people in the list."),
    picks.size ? [
      h("p", {class: "tools"}, h("button", {type: "button", onclick: save}, "Download as a file"), h("button", {type: "button", onclick: () => print()}, "Print")),
      h("div", {class: "scroll", role: "region", tabindex: "0", "aria-label": "Shortlist"}, h("table", {},
        h("thead", {}, h("tr", {}, ["Candidate", "Note", "Score", "Band", "Musts", settings.advice && "Next step", "Flags"].filter(Boolean).map(t => h("th", {scope: "col"}, t)), h("td", {}))),
        h("tbody", {}, [...picks.keys()].map(id => {
          const p = people.find(x => x.i === id), f = p && p.of[target];
          const cells = f ? [unsaid(f) ? "–" : tenths(f.s), bandOf(f), mustsOf(f), settings.advice && nextOf(p), f.w || ""] : ["", "", "", settings.advice && "", "not on this page"];
          return h("tr", {}, h("th", {scope: "row", class: "who"}, p ? [link(p), p.n && p.n !== p.i ? h("small", {}, p.i) : null, draftOf(p)] : id),
            h("td", {class: "note-cell"}, noteOf(id)), cells.filter(c => c !== false).map(c => h("td", {}, c)),
            h("td", {class: "off"}, h("button", {type: "button", "aria-label": "Take off " + (p ? nameOf(p) : id), onclick: () => { picks.delete(id); keep(); show(); }}, "Take off")));
        })))),
      pickedHere().length ? h("h3", {}, "A page for the client") : null,
      pickedHere().length ? h("p", {}, "Their facts and the evidence for each must, without advice, flags or points. FILE is what this page was made from.") : null,
      pickedHere().length ? h("pre", {tabindex: "0"}, h("code", {}, command())) : null,
    ] : null,
  ];

  // Which of these is shown stands in the address, so that the browser's own back button works.
  const show = async () => {
    const at = new URLSearchParams(location.hash.slice(1));
    take(at);
    keep();
    const view = $("view"), pool = $("pool");
    let title = "", content = null;
    const at0 = Number(at.get("n"));
    if (at.has("c")) {
      const p = people[at0] && people[at0].i === at.get("c") ? people[at0] : people.find(x => x.i === at.get("c"));
      if (p) { title = nameOf(p); content = [p.n && p.n !== p.i ? h("p", {class: "lead"}, p.i) : null, candidate(p, await details(p.place))]; }
    } else if (at.get("v") === "shortlist") {
      title = "Shortlist: " + (titles[target] || "");
      content = shortlist();
    } else if (at.has("compare")) {
      const list = at.get("compare").split(",").map(n => people[Number(n)]).filter(p => p && p.of[target]).slice(0, mostCompared);
      if (list.length > 1) {
        title = "Side by side: " + (titles[target] || "");
        content = [sideBySide(list, await Promise.all(list.map(p => details(p.place))))];
      }
    }
    pool.hidden = !!content;
    view.hidden = !content;
    if (!content) { view.replaceChildren(); draw(); return; }
    const heading = h("h2", {tabindex: "-1"}, title);
    view.replaceChildren(h("p", {class: "back"}, to({}, {}, "← Back to the list"), picks.size && at.get("v") !== "shortlist" ? [" · ", to({v: "shortlist"}, {}, "Shortlist")] : ""), heading, ...content.flat(9).filter(Boolean));
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
    $("list-title").textContent = "Candidates: " + (titles[name] || "");
    shown = 100;
    draw();
    tellPicked();
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
    $("compare").addEventListener("click", () => { location.hash = address({compare: pickedHere().map(p => p.place).join(",")}); });
    $("unpick").addEventListener("click", () => { picks.clear(); keep(); draw(); });
    $("open-shortlist").dataset.view = JSON.stringify({v: "shortlist"});
    addEventListener("hashchange", show);
    take(new URLSearchParams(location.hash.slice(1)));
    select(target);
    show();
  }
  const root = document.documentElement;
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const label = () => { $("theme").textContent = dark() ? "Light" : "Dark"; $("theme").setAttribute("aria-label", "Switch to " + (dark() ? "light" : "dark") + " colors"); };
  $("theme").addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; label(); });
  $("print").addEventListener("click", () => print());
  label();
  document.querySelector(".tools").hidden = false;
})();
