"""Words for the person at the terminal, in the language of the laptop's settings."""

import argparse
import sys

from agent_app import settings
from agent_app.reference.words import Words, words


def speech(options: argparse.Namespace) -> Words:
    """The texts in the language that the data folder or the environment sets."""
    return words(settings.load(options.data)[0].language)


def say(text: str) -> None:
    """Words for the person, on stderr."""
    print(text, file=sys.stderr)
