"use strict";
(() => {
  // Whoever points at something, or comes to it with the keyboard, sees what belongs to it on the other side.
  const wide = matchMedia("(min-width: 52.01rem)");
  let lit = [];
  const show = (link, move) => {
    for (const e of lit) e.classList.remove("on");
    lit = [];
    if (!link) return;
    const others = link.dataset.to.split(" ").map(id => document.getElementById(id)).filter(Boolean);
    lit = [...others, link.closest("li, dl div")].filter(Boolean);
    for (const e of lit) e.classList.add("on");
    const pane = others.length && others[0].closest(".pane");
    if (!move || !wide.matches || !pane || pane.contains(link)) return;
    const to = others[0].getBoundingClientRect(), at = pane.getBoundingClientRect();
    if (to.top < at.top || to.bottom > at.bottom) pane.scrollTop += to.top - at.top - pane.clientHeight / 3;
  };
  const of = e => e.target instanceof Element ? e.target.closest("a[data-to]") || (e.target.closest("li, dl div") || document.createElement("i")).querySelector("a[data-to]") : null;
  document.addEventListener("mouseover", e => { const link = of(e); if (link) show(link, true); });
  document.addEventListener("focusin", e => show(of(e), true));
  // Enter on a value goes to its line, and puts the keyboard there; Enter on the line goes back.
  document.addEventListener("click", e => {
    const link = e.target instanceof Element && e.target.closest("a[data-to]");
    const there = link && document.getElementById(link.getAttribute("href").slice(1));
    const next = there && there.querySelector("a[data-to]");
    if (!next) return;
    e.preventDefault();
    next.focus();
  });
})();
