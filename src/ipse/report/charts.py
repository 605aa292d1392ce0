"""Charts as static SVG: readable without a script, with a title and a description, in the page's own colours."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as Tree

from ipse.report.i18n import Translator
from ipse.report.statistics import Rate

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
# Placeholder colours of the drawing, and the classes that stand for them on the page (light and dark).
_CLASSES = {"#000001": "ink", "#000002": "soft", "#000003": "band", "#000004": "line", "#000005": "dot"}
_ATTRIBUTES = frozenset({"stroke-linecap", "stroke-linejoin", "stroke-width", "stroke-dasharray", "text-anchor",
                         "font-size", "fill-opacity", "stroke-opacity", "opacity"})  # fmt: skip


def trend_chart(
    name: str, title: str, description: str, labels: Sequence[str], rates: Sequence[Rate], top: float, t: Translator
) -> str:
    """One small multiple: a rate over weeks with its 95 % interval as a band. ``top`` is the shared upper limit.

    The same values give the same bytes: fixed identifiers, no date.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    style: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": name,
        "font.size": 9,
        "font.family": "sans-serif",
    }
    with mpl.rc_context(style):
        figure = Figure(figsize=(3.4, 1.9), layout="constrained")
        axes = figure.add_subplot()
        _draw(axes, labels, rates, top, t)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    return page_svg(buffer.getvalue(), name, title, description)


def _draw(axes: Any, labels: Sequence[str], rates: Sequence[Rate], top: float, t: Translator) -> None:
    where = range(len(rates))
    lows, highs = [r.low for r in rates], [min(r.high, top) for r in rates]
    if len(rates) > 1:
        axes.fill_between(where, lows, highs, color="#000003", linewidth=0)
        axes.plot(where, [r.value for r in rates], color="#000004", linewidth=1.6)
    else:
        axes.vlines(where, lows, highs, color="#000003", linewidth=6)
    axes.plot(where, [r.value for r in rates], "o", color="#000005", markersize=4)
    axes.set_ylim(0, top)
    axes.set_xlim(-0.4, len(rates) - 0.6)
    ticks = sorted({0, len(rates) - 1})
    axes.set_xticks(ticks, [labels[i] for i in ticks], color="#000002")
    axes.set_yticks([0, top], [t.share(0), t.share(top)], color="#000002")
    axes.tick_params(length=0, labelsize=9)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#000002")


def page_svg(svg: str, name: str, title: str, description: str) -> str:
    """A drawing made fit for the page: no inline style (the page's policy forbids it), classes for colours,

    identifiers that no other chart shares, a title and a description for those who do not see it.
    """
    Tree.register_namespace("", _SVG)
    root = Tree.fromstring(re.sub(r"<!DOCTYPE[^>]*>|<\?xml[^>]*>", "", svg))
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
                parent.remove(child)
    used = {
        v.rpartition("#")[2].rstrip(")") for e in root.iter() for k, v in e.attrib.items() if "#" in v and k != "style"
    }
    for element in root.iter():
        _plain_style(element)
        _own_id(element, name, used)
    _describe(root, name, title, description)
    return Tree.tostring(root, encoding="unicode")


def _plain_style(element: Tree.Element) -> None:
    style = dict(part.split(":", 1) for part in element.attrib.pop("style", "").split(";") if ":" in part)
    classes = []
    for key, value in ((k.strip(), v.strip()) for k, v in style.items()):
        if key in ("fill", "stroke"):
            if value in _CLASSES:
                classes.append(f"{key}-{_CLASSES[value]}")
            else:
                element.set(key, value)
        elif key == "font":
            element.set("font-size", value.split("px")[0].split()[-1])
        elif key in _ATTRIBUTES:
            element.set(key, value)
    if classes:
        element.set("class", " ".join(classes))


def _own_id(element: Tree.Element, name: str, used: set[str]) -> None:
    found = element.attrib.pop("id", None)
    if found in used:
        element.set("id", f"{name}-{found}")
    for key, value in list(element.attrib.items()):
        if key == _XLINK:
            del element.attrib[key]
            element.set("href", value.replace("#", f"#{name}-"))
        elif value.startswith("url(#"):
            element.set(key, value.replace("#", f"#{name}-"))


def _describe(root: Tree.Element, name: str, title: str, description: str) -> None:
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-text")
    root.set("class", "chart")
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    for position, (tag, text) in enumerate((("title", title), ("desc", description))):
        node = Tree.Element(f"{{{_SVG}}}{tag}", {"id": f"{name}-{'title' if tag == 'title' else 'text'}"})
        node.text = text
        root.insert(position, node)
