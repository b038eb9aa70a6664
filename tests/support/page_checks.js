// What a machine can tell about a page's accessibility and axe does not. Each function returns what it found wrong, in words.
(() => {
  const shown = (element) =>
    element.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true }) && !element.closest("[inert]");
  const inView = (box) => box.width > 0 && box.height > 0;
  const told = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 160);
  const FOCUSABLE =
    "a[href], button:not([disabled]), input:not([type=hidden]):not([disabled]), select:not([disabled]), " +
    "textarea:not([disabled]), summary, [tabindex]:not([tabindex='-1'])";
  const nameOf = (element) => {
    const by = element.getAttribute("aria-labelledby");
    const words = by
      ? by.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" ")
      : (element.getAttribute("aria-label") ?? [...element.childNodes].map(textOf).join(""));
    return (words.trim() || element.title || element.value || "").replace(/\s+/g, " ").trim();
  };
  const textOf = (node) => {
    if (node.nodeType === 3) return node.textContent;
    if (node.nodeType !== 1 || node.getAttribute("aria-hidden") === "true") return "";
    return node.getAttribute("aria-label") ?? node.getAttribute("alt") ?? [...node.childNodes].map(textOf).join("");
  };

  /** Opens what is folded, so that the checks see what is inside; with `over` also what then lies over its neighbours. */
  const unfold = (over) => {
    for (const each of document.querySelectorAll("details:not([open])")) {
      each.open = true;
      const lies = [...each.children].some((child) => /absolute|fixed/.test(getComputedStyle(child).position));
      each.open = over || !lies;
    }
  };

  /** WCAG 2.4.2: a title, and with the page's own name first. WCAG 1.3.1: one h1. */
  const frame = () => {
    const found = [];
    if (!document.title.trim()) found.push("no title");
    const heads = [...document.querySelectorAll("h1")].filter(shown);
    if (heads.length !== 1) found.push(`${heads.length} h1`);
    if (!document.documentElement.lang) found.push("no language");
    for (const name of ["main"]) if (document.querySelectorAll(name).length !== 1) found.push(`not one ${name}`);
    return found;
  };

  /** WCAG 3.3.2: whoever sees the page sees a label; a placeholder is none. */
  const labels = () => {
    const kinds = "input:not([type=hidden]):not([type=submit]):not([type=button]), select, textarea";
    return [...document.querySelectorAll(kinds)]
      .filter(shown)
      // A cell of a table: the heads of its row and its column stand there, and its name repeats them.
      .filter((each) => !(each.closest("td, th, fieldset") && each.ariaLabel))
      .filter((each) => {
        const by = (each.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
        const all = [...(each.labels ?? []), ...by.map((id) => document.getElementById(id)).filter(Boolean)];
        return !all.some((label) => label.textContent.trim() && inView(label.getBoundingClientRect()));
      })
      .map((each) => `no visible label: ${told(each)}`);
  };

  /** Buttons of one name do one thing: in a list of them each is read alone. Links have their row's head beside them. */
  const names = () => {
    const places = new Map();
    for (const each of document.querySelectorAll("main button")) {
      if (!shown(each) || each.closest(".shown")) continue;
      const does = each.form ? `${each.form.action}#${each.name}=${each.value}` : told(each);
      places.set(nameOf(each), new Set([...(places.get(nameOf(each)) ?? []), does]));
    }
    return [...places].filter(([, all]) => all.size > 1).map(([name, all]) => `button "${name}" for ${all.size} things`);
  };

  const scrolls = (element) => {
    for (let each = element.parentElement; each && each !== document.body; each = each.parentElement)
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(each).overflowX)) return true;
    return false;
  };
  /** WCAG 1.4.10: nothing is wider than the window but what scrolls in a box of its own. */
  const reflow = () => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((each) => {
      const box = each.getBoundingClientRect();
      return box.right > root.clientWidth + 1 && inView(box) && !scrolls(each) && ![...each.children].some((c) => c.getBoundingClientRect().right > root.clientWidth + 1);
    });
    return [`${root.scrollWidth - root.clientWidth}px too wide: ${wide.slice(0, 3).map(told).join(" | ")}`];
  };

  /** Text that is cut: its box hides what does not fit. What is for screen readers only, or scrolls, is not. */
  const cut = () =>
    [...document.body.querySelectorAll("*")]
      .filter((each) => {
        if (!each.childNodes.length || each.closest("svg, .sr, .skip, select, [aria-hidden=true]")) return false;
        const style = getComputedStyle(each);
        if (!/hidden|clip/.test(style.overflowX + style.overflowY) || !shown(each)) return false;
        if (each.clientWidth <= 1 || style.clipPath !== "none") return false; // for screen readers only
        return each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1;
      })
      .map((each) => `cut: ${told(each)}`);

  /** WCAG 1.4.12: with these spaces nothing is lost. */
  const spaced = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }" +
        "p { margin-bottom: 2em !important }",
    );
    const before = document.adoptedStyleSheets;
    document.adoptedStyleSheets = [...before, sheet];
    const found = [...cut(), ...reflow()];
    document.adoptedStyleSheets = before;
    return found.map((each) => `with wide spaces: ${each}`);
  };

  /** WCAG 2.4.7 and 2.4.11: what has the focus shows it, and no bar lies over it; in both directions. */
  const focus = () => {
    const found = new Set();
    const all = [...document.querySelectorAll(FOCUSABLE)].filter((each) => shown(each) && each.tabIndex >= 0);
    for (const each of [...all, ...all.toReversed()]) {
      each.focus();
      if (document.activeElement !== each) continue;
      const style = getComputedStyle(each);
      const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
      const box = each.getBoundingClientRect();
      // A box that a label draws for its hidden control shows the focus in the control's place.
      const around = each.closest("label, .choice") ?? each;
      const ring = getComputedStyle(around).outlineStyle !== "none";
      if (!seen && !ring) found.add(`focus is not seen: ${told(each)}`);
      if (!inView(box)) { found.add(`focus on what is not there: ${told(each)}`); continue; }
      if (!touched(each, box)) found.add(`focus is covered by ${over(box)}: ${told(each)}`);
    }
    document.activeElement?.blur();
    return [...found];
  };
  const over = (box) => {
    const there = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    return there ? `${there.tagName}.${there.className?.baseVal ?? there.className}` : "the window's edge";
  };
  /** Tells whether any part of an element is what lies on top there. */
  const touched = (each, box) => {
    const [left, right] = [Math.max(box.left, 0) + 1, Math.min(box.right, innerWidth) - 1];
    const [top, bottom] = [Math.max(box.top, 0) + 1, Math.min(box.bottom, innerHeight) - 1];
    if (left > right + 2 || top > bottom + 2) return false;
    for (const x of [(left + right) / 2, left, right])
      for (const y of [(top + bottom) / 2, top, bottom]) {
        const there = document.elementFromPoint(x, y);
        if (there && (each.contains(there) || there.contains(each) && !getComputedStyle(there).position.match(/sticky|fixed/) || each.labels && [...each.labels].some((l) => l.contains(there)))) return true;
      }
    return false;
  };

  /** WCAG 2.3.3: nothing moves for who asked that nothing moves. */
  const motion = () =>
    document.getAnimations().filter((each) => each.playState === "running").map((each) => `moves: ${told(each.effect.target)}`);

  window.pageChecks = { unfold, frame, labels, names, reflow, cut, spaced, focus, motion };
})();
