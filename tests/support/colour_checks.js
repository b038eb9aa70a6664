// WCAG 1.4.1, "no meaning by colour alone", as far as a machine can tell: `colourChecks()` returns what it found, in words.
//
// Colours with a meaning are the tokens good, warn, bad and info. What wears one of them must also say it without:
// by words, an icon or a name; a line of a list by a sign inside it that differs from its neighbours' of other colours.
(() => {
  const MEANINGS = ["good", "warn", "bad", "info"];
  const LETTERS = /\p{L}{2,}/u;
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && element.checkVisibility({ checkVisibilityCSS: true });
  };
  const told = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 150);
  const spoken = (node) => {
    if (node.nodeType === 3) return node.textContent;
    if (node.nodeType !== 1 || node.getAttribute("aria-hidden") === "true") return "";
    return node.getAttribute("aria-label") ?? node.getAttribute("alt") ?? [...node.childNodes].map(spoken).join("");
  };
  const words = (element) => spoken(element).replace(/\s+/g, " ").trim();

  /** The tokens as the browser gives colours back. */
  const meanings = () => {
    const probe = document.body.appendChild(document.createElement("i"));
    const found = new Map();
    for (const name of MEANINGS.flatMap((each) => [each, `${each}-soft`])) {
      probe.style.color = `var(--${name})`;
      found.set(getComputedStyle(probe).color, name.replace("-soft", ""));
    }
    probe.remove();
    return found;
  };
  const SIDES = ["Top", "Right", "Bottom", "Left"];
  /** The meaning of a colour that an element has of its own, not from its parent; null without one. */
  const meaningOf = (element, tokens) => {
    const style = getComputedStyle(element);
    const above = element.parentElement && getComputedStyle(element.parentElement);
    const own = [style.backgroundColor, ...SIDES.filter((side) => parseFloat(style[`border${side}Width`]) > 0)
      .map((side) => style[`border${side}Color`])];
    if (style.color !== above?.color) own.push(style.color);
    if (element instanceof SVGElement) own.push(...["fill", "stroke"].map((name) => style[name]).filter((each, place) => each !== above?.[["fill", "stroke"][place]]));
    for (const each of own) if (tokens.has(each)) return tokens.get(each);
    return null;
  };
  /** What a style says without colour. */
  const FORM = ["fontWeight", "fontStyle", "textDecorationLine", "strokeDasharray", "strokeWidth", "listStyleType",
    ...SIDES.flatMap((side) => [`border${side}Width`, `border${side}Style`])];
  const form = (element) => {
    const style = getComputedStyle(element);
    const drawn = ["::before", "::after"].map((name) => getComputedStyle(element, name).content);
    return JSON.stringify([...FORM.map((name) => style[name]), style.outlineStyle !== "none" && style.outlineWidth, drawn]);
  };
  const SIGNS = ".badge, .chip, .sr, .error, .tag, strong, b, em, small, .small, svg, img, [aria-label], code, p, h2, h3, dt, mark, ins, del, time, td, th, dd";
  /** What a line of a list says of its own state: its form, and the signs inside it. */
  const signs = (element) => [form(element), ...[...element.querySelectorAll(SIGNS)].filter(shown).map((each) =>
    each.tagName === "svg" ? `icon ${each.querySelector("use")?.getAttribute("href") ?? "drawn"}` : words(each))].filter(Boolean);

  const LINES = "li, tr, section, article, details, dd, fieldset";
  /** What wears a colour with a meaning says it by words, an icon or a form of its own. */
  const meant = () => {
    const tokens = meanings();
    const found = [];
    const lists = new Map();
    for (const each of document.querySelectorAll("main *, header *, nav *, dialog *")) {
      // A swatch shows the colour itself, its name beside it.
      if ((each.closest("svg") && each.tagName !== "svg") || each.matches(".swatch")) continue;
      const meaning = meaningOf(each, tokens);
      if (!meaning || !shown(each)) continue;
      if (each.matches(LINES)) {
        const list = each.parentElement;
        if (!lists.has(list)) lists.set(list, []);
        lists.get(list).push([each, meaning]);
      } else if (each.tagName === "svg" ? !each.querySelector("use, path, title") : !LETTERS.test(words(each)) && !each.querySelector("svg, img") && !each.matches("progress, meter, hr, input, select, textarea")) {
        // A glyph ("*", "?") is a sign itself. A number in a link or button has that one's words, a time those beside it.
        const around = each.tagName === "TIME" ? each.parentElement : each.closest("a, button, label, summary");
        const glyph = words(each) ? !/\d/.test(words(each)) : /^[^\d\s]{1,2}$/.test(each.textContent.trim());
        if (!glyph && !(around && LETTERS.test(words(around)))) found.push(`${meaning} by colour alone: ${told(each)}`);
      }
    }
    for (const [list, lines] of lists) found.push(...alike(list, lines));
    return found;
  };
  const alike = (list, lines) => {
    const kin = [...list.children].filter((each) => each.tagName === lines[0][0].tagName && shown(each));
    const meaning = new Map(lines);
    const found = [];
    // Where all lines wear one colour it tells nothing apart: the head of the list says what they are.
    if (kin.every((each) => meaning.get(each) === lines[0][1])) return found;
    for (const [each, of] of lines) {
      const mine = signs(each);
      if (mine.length === 1 && kin.every((other) => form(other) === mine[0])) {
        found.push(`${of} by colour alone, no sign in the line: ${told(each)}`);
        continue;
      }
      const twin = kin.find((other) => other !== each && (meaning.get(other) ?? null) !== of && String(signs(other)) === String(mine));
      if (twin) found.push(`${of} looks like its neighbour but for the colour: ${told(each)}`);
    }
    return found;
  };

  /** WCAG 1.4.1 on links: within a line of text they are underlined, bold, framed, or have an icon. */
  const links = () => [...document.querySelectorAll("main a[href]")].filter(shown).filter((each) => {
    const text = [...each.parentElement.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent).join("");
    if (!LETTERS.test(text) || !words(each)) return false;
    const style = getComputedStyle(each);
    const above = getComputedStyle(each.parentElement);
    return !(style.textDecorationLine.includes("underline") || parseFloat(style.borderBottomWidth) > 0 ||
      Number(style.fontWeight) >= Number(above.fontWeight) + 200 || each.querySelector("svg, img") || style.display.includes("flex"));
  }).map((each) => `link in a text by colour alone: ${told(each)}`);

  /** What is chosen or current differs from its neighbours in its form, not in its colour only. */
  const chosen = () => {
    const CURRENT = "[aria-current]:not([aria-current=false]), [aria-selected=true], [aria-pressed=true]";
    return [...document.querySelectorAll(CURRENT)].filter(shown).filter((each) => {
      const item = each.closest("li, td, th, tr") ?? each;
      const others = [...(item.parentElement?.children ?? [])].filter((other) => other !== item && other.tagName === item.tagName)
        .map((other) => (item === each ? other : other.querySelector(each.tagName))).filter((other) => other && shown(other));
      return others.length > 0 && others.every((other) => form(other) === form(each)) &&
        !(each.textContent.trim() !== words(each)) && !each.querySelector("svg");
    }).map((each) => `chosen by colour alone: ${told(each)}`);
  };

  /** Fields: required is said at the label, a fault has its words at the field. */
  const fields = () => {
    const found = [];
    for (const each of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      if (!shown(each)) continue;
      const group = each.closest("fieldset");
      const labels = [...(each.labels ?? []), group?.querySelector("legend")].filter(Boolean).map((label) => label.textContent).join(" ");
      const must = each.required || each.getAttribute("aria-required") === "true";
      if (must && each.type !== "radio" && !/[*＊]|จำเป็น|required|ต้อง/i.test(labels + each.closest("form")?.textContent.match(/ทุกช่อง|all fields/i)?.[0])) found.push(`required and not said: ${told(each)}`);
      if (each.getAttribute("aria-invalid") === "true") {
        const by = (each.getAttribute("aria-describedby") ?? "").split(/\s+/).map((id) => document.getElementById(id));
        if (!by.some((one) => one && shown(one) && LETTERS.test(one.textContent))) found.push(`a fault by colour alone: ${told(each)}`);
      }
    }
    return found;
  };

  /** Pictures: shapes of one kind in other colours differ in a second sign, too: dashes, breadth, words, or what stands beside. */
  const pictures = () => {
    const found = [];
    for (const svg of document.querySelectorAll("main svg:not([aria-hidden=true])")) {
      if (!shown(svg) || svg.querySelector("use")) continue;
      const kinds = new Map();
      const shapes = [...svg.querySelectorAll("rect, circle, ellipse, polygon, polyline, path, line")];
      const boxes = shapes.map((shape) => shape.getBoundingClientRect());
      // A second line inside the first is a sign.
      const inside = (box) => boxes.filter((other) => other !== box && other.left >= box.left && other.right <= box.right &&
        other.top >= box.top && other.bottom <= box.bottom).length;
      for (const [place, shape] of shapes.entries()) {
        const box = boxes[place];
        // The head of an arrow goes with its line.
        if (shape.tagName === "path" && box.width * box.height < 120) continue;
        const style = getComputedStyle(shape);
        const group = shape.closest("a, g");
        const said = group && svg.contains(group) && group !== svg ? words(group) : "";
        const sign = JSON.stringify([style.strokeDasharray, style.strokeWidth, style.fill.startsWith("url"),
          style.fill === "none", shape.getAttribute("points")?.trim().split(/\s+/).length,
          // The head of a lane is no lane, and the head of an arrow no arrow.
          shape.getAttribute("d")?.match(/[a-z]/gi).join(""), Math.round(Math.log2(box.width * box.height + 1)),
          shape.getAttribute("rx"), inside(box), group?.querySelectorAll("*").length ?? 0]);
        const kind = `${shape.tagName} ${(shape.getAttribute("class") ?? "").split(" ")[0].replace(/-?\d+$/, "")}`;
        if (!kinds.has(kind)) kinds.set(kind, []);
        kinds.get(kind).push({ shape, colour: `${style.fill} ${style.stroke}`, sign, said });
      }
      for (const kind of kinds.values()) for (const each of kind) {
        const twin = kind.find((other) => other.colour !== each.colour && other.sign === each.sign && (!each.said || other.said === each.said));
        if (twin) { found.push(`shapes differ in colour alone: ${told(each.shape)} and ${told(twin.shape)}`); break; }
      }
    }
    return found;
  };

  // Under forced colours the tokens are the machine's own, and mean nothing any more.
  const forced = () => matchMedia("(forced-colors: active)").matches;
  window.colourChecks = () => [...(forced() ? [] : meant()), ...links(), ...chosen(), ...fields(), ...(forced() ? [] : pictures())];
})();
