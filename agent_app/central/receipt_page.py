"""The public page behind a receipt's QR code: what the centre knows of the paper, in words a member reads."""

from datetime import date
from html import escape

from agent_app.central.receipt_check import Checked, PaperState
from agent_app.central.signing import Reply
from agent_app.domain.errors import Refused
from agent_app.domain.money import format_rupiah
from agent_app.domain.months import Language, date_label, month_label
from agent_app.domain.papers import parse_paper_number
from agent_app.reference.words import words

HTML = "text/html; charset=utf-8"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_STYLE = (
    "body{font:17px/1.5 system-ui,sans-serif;margin:0;background:#f4f5f8;color:#161b29}"
    "main{max-width:30rem;margin:0 auto;padding:1.5rem}h1{font-size:1.3rem}"
    ".state{padding:.8rem 1rem;border-radius:.75rem;background:#fff;border:1px solid #e1e4eb;font-weight:600}"
    "table{width:100%;border-collapse:collapse;background:#fff;margin:1rem 0}"
    "td,th{padding:.5rem .7rem;border:1px solid #e1e4eb;text-align:left}"
)


def page(checked: Checked, number: str, language: Language) -> Reply:
    """The page; 404 for a paper that is unknown, so that no machine takes it for an answer.

    Of what stood in the address it repeats nothing but the number of a paper: no page of the centre says what a
    stranger made up.
    """
    say = words(language).say
    parts = [f"<h1>{escape(say('public.title'))}</h1>", f"<p>{escape(_number(number))}</p>"]
    parts.append(f'<p class="state">{escape(say(f"public.state.{checked.state}"))}</p>')
    if checked.state is not PaperState.UNKNOWN:
        facts = say(
            "public.facts",
            day=date_label(date.fromisoformat(checked.day), language),
            rupiah=format_rupiah(checked.rupiah),
        )
        parts.append(f"<p>{escape(facts)}</p>")
        parts += _months(checked, language)
    parts.append(f"<p>{escape(say('public.help'))}</p>")
    return Reply(200 if checked.state is not PaperState.UNKNOWN else 404, _html(parts, language), HTML, HEADERS)


def _number(text: str) -> str:
    try:
        return str(parse_paper_number(text))
    except Refused:
        return ""


def too_often(seconds: float, language: Language) -> Reply:
    """Told to whoever asks too often; when to come again stands in the header."""
    text = escape(words(language).say("public.too_often"))
    return Reply(429, _html([f"<p>{text}</p>"], language), HTML, {**HEADERS, "Retry-After": str(int(seconds) + 1)})


def language_of(accepted: str | None) -> Language:
    """English for a browser that puts it first, Indonesian for every other."""
    return "en" if (accepted or "").strip().lower().startswith("en") else "id"


def _months(checked: Checked, language: Language) -> list[str]:
    if not checked.months:
        return []
    say = words(language).say
    rows = "".join(
        f"<tr><td>{escape(month_label(one.month, language))}</td><td>{escape(_stage(one.stage, one.people, language))}"
        "</td></tr>"
        for one in checked.months
    )
    head = f"<tr><th>{escape(say('public.month'))}</th><th>{escape(say('public.stage'))}</th></tr>"
    return [f"<table>{head}{rows}</table>", f"<p>{escape(say('public.meaning'))}</p>"]


def _stage(stage: str, people: int, language: Language) -> str:
    say = words(language).say
    told = say(f"public.stage.{stage}")
    return told if people == 1 else say("public.stage.people", stage=told, people=people)


def _html(parts: list[str], language: Language) -> bytes:
    title = escape(words(language).say("public.title"))
    head = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main>"
    )
    return f"{head}{''.join(parts)}</main></body></html>".encode()
