"""Lets every letter of the fonts in resources/fonts stand for the one glyph that is drawn: tabular figures always.

    python3 -m pip install fonttools
    python3 resources/build_fonts.py

A glyph that a feature puts in another's place (`tnum` for figures, `calt` for hyphens and brackets between capitals)
stands for no letter, and a PDF then knows no text for it: no amount, no receipt number could be copied or searched.
Here figures stand for the tabular glyphs, and features that substitute are left out. Qt draws a tab as a space where a
font has none, and then takes every space for a tab: so the tab gets a blank of its own. Fonts that are done already
stay as they are.
"""

from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent / "fonts"
FEATURE = "tnum"
TAB = "tab"


def substitutions(font: TTFont) -> dict[str, str]:
    """By glyph, the one that the feature puts in its place."""
    if "GSUB" not in font:
        return {}
    table = font["GSUB"].table
    lookups = {
        number
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == FEATURE
        for number in record.Feature.LookupListIndex
    }
    found: dict[str, str] = {}
    for number in sorted(lookups):
        for subtable in table.LookupList.Lookup[number].SubTable:
            single = getattr(subtable, "ExtSubTable", subtable)
            found |= getattr(single, "mapping", {})
    return found


def freeze(path: Path) -> None:
    """Let each letter of a font stand for its tabular glyph, and nothing be put in its place."""
    font = TTFont(path, recalcTimestamp=False)
    tabular = substitutions(font)
    if not tabular:
        return
    for table in font["cmap"].tables:
        table.cmap = {code: tabular.get(glyph, glyph) for code, glyph in table.cmap.items()}
    del font["GSUB"]
    add_tab(font)
    font.save(path)


def add_tab(font: TTFont) -> None:
    """A glyph for the tab, blank and as wide as a space."""
    top = font["CFF "].cff.topDictIndex[0]
    letters = top.CharStrings
    letters.charStringsIndex.append(letters[font.getBestCmap()[ord(" ")]])
    letters.charStrings[TAB] = len(letters.charStringsIndex) - 1
    top.charset.append(TAB)
    font.setGlyphOrder(top.charset)
    font["hmtx"][TAB] = font["hmtx"][font.getBestCmap()[ord(" ")]]
    for table in font["cmap"].tables:
        table.cmap[ord("\t")] = TAB


if __name__ == "__main__":
    for each in sorted(FONTS.glob("*.otf")):
        freeze(each)
