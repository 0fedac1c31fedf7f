"""A receipt as a short message: the address that a phone opens after scanning it, also while the laptop is offline."""

from urllib.parse import quote

from agent_app.documents.months_text import months_text
from agent_app.documents.receipt_facts import Paper, PaperFacts
from agent_app.domain.money import format_rupiah
from agent_app.domain.phones import international
from agent_app.reference.words import Words


def message_text(facts: PaperFacts, words: Words) -> str:
    """What the member reads: the sentence of the paper, amount, number, check and where to ask. No NIK."""
    if facts.paper is Paper.TITIPAN:
        first = words.say("paper.message.titipan", amount=format_rupiah(facts.total), coop=facts.coop)
    else:
        first = words.say(
            "paper.message",
            amount=format_rupiah(facts.total),
            months=months_text(words, facts.months),
            coop=facts.coop,
        )
    number = words.say("paper.message.number", number=facts.number or "", check=facts.check or "")
    return "\n".join(part for part in (first, number, facts.verify or "") if part)


def whatsapp_address(text: str, phone: str | None) -> str:
    """`https://wa.me/62812…?text=…`; without a number the phone asks for whom."""
    return f"https://wa.me/{international(phone) if phone else ''}?text={quote(text)}"


def sms_address(text: str, phone: str | None) -> str:
    """`sms:+62812…?body=…` (RFC 5724)."""
    number = f"+{international(phone)}" if phone else ""
    return f"sms:{number}?body={quote(text)}"
